/** How objects of S3 are encrypted. */
export interface Encryption {
  /** A KMS key: id, alias or ARN. Undefined = S3's own key. */
  kmsKeyId?: string | undefined;
}

/**
 * What a write says about its encryption. Many policies of buckets refuse a write that says nothing, even where the bucket
 * would encrypt it so by itself:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html#require-sse-kms
 * @param encryption undefined = it is up to the bucket
 */
export const encryptionOf = (encryption: Encryption | undefined) =>
  encryption === undefined
    ? {}
    : encryption.kmsKeyId === undefined
      ? ({ ServerSideEncryption: "AES256" } as const)
      : ({ ServerSideEncryption: "aws:kms", SSEKMSKeyId: encryption.kmsKeyId } as const);
