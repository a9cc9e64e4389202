import { S3Client } from "@aws-sdk/client-s3";

/** The bucket of the states. */
export const BUCKET = {
  name: "all-states",
  region: "eu-west-1",
  accountId: "444455556666",
  partition: "aws",
};

/** What a client of S3 is made with: each request is sent once. */
export const settingsFor = (endpoint: string) => ({
  region: BUCKET.region,
  endpoint,
  maxAttempts: 1,
  credentials: { accessKeyId: "a", secretAccessKey: "b" },
});

export const s3At = (endpoint: string): S3Client => new S3Client(settingsFor(endpoint));
