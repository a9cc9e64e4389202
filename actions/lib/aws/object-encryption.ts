/** How S3 encrypts objects. */
export interface Encryption {
  /** A KMS key: id, alias or ARN. Undefined = S3's own key. */
  kmsKeyId?: string | undefined;
}

/**
 * Returns the encryption settings of a write. Many bucket policies refuse a write without encryption settings, even if
 * the bucket would encrypt the object in the same way by default:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html#require-sse-kms
 * @param encryption undefined = the bucket decides
 */
export const encryptionOf = (encryption: Encryption | undefined) =>
  encryption === undefined
    ? {}
    : encryption.kmsKeyId === undefined
      ? ({ ServerSideEncryption: "AES256" } as const)
      : ({ ServerSideEncryption: "aws:kms", SSEKMSKeyId: encryption.kmsKeyId } as const);
