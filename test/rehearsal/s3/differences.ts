const NAMES = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html";
const SINCE_2023 =
  "https://aws.amazon.com/blogs/aws/heads-up-amazon-s3-security-changes-are-coming-in-april-of-2023/";
const CHECKSUMS =
  "https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html";

/** Differences between our S3 and moto 5.2.3. In all of them, ours does what AWS documents. */
export const differences: Record<string, string> = {
  "a bucket of another owner than expected":
    "moto ignores ExpectedBucketOwner; S3 answers 403: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html",
  "a bucket whose name another account has":
    "moto has no other accounts here, so the name is free there; ours is given one that is taken",
  "HEAD of a bucket of another account":
    "as before: in moto the bucket has just been made by the caller",
  "a bucket name with capitals": `moto lets capitals pass: ${NAMES}`,
  "a bucket name like an address": `moto lets names like IP addresses pass: ${NAMES}`,
  "encryption of a new bucket": `moto makes buckets without encryption; S3 encrypts all since January 2023: https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html`,
  "public access of a new bucket": `moto makes buckets without a block; S3 blocks public access since April 2023: ${SINCE_2023}`,
  "a lifecycle rule":
    "moto drops NewerNoncurrentVersions: https://docs.aws.amazon.com/AmazonS3/latest/API/API_NoncurrentVersionExpiration.html",
  "a policy that is no JSON":
    "moto keeps any text as a policy; S3 says MalformedPolicy: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html",
  "a policy without statements":
    "moto keeps any text as a policy; S3 says MalformedPolicy: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html",
  "a public policy while public policies are blocked":
    "moto does not apply BlockPublicPolicy: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
  "versioning with a status that there is not":
    "moto keeps any status; S3 says MalformedXML, for the schema has Enabled and Suspended: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html",
  "a checksum that does not fit": `moto verifies no checksums of the client: ${CHECKSUMS}`,
  "a refused write leaves nothing":
    "as before: moto has taken the object whose checksum did not fit",
  "a key of 1025 bytes":
    "moto has no longest key; S3 takes 1024 bytes: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html",
  "If-None-Match with an ETag":
    "moto ignores anything but *; S3 knows only * for writes: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html",
};
