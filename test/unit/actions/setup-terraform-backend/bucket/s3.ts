import { S3Client } from "@aws-sdk/client-s3";

/** The bucket for the states. */
export const BUCKET = {
  name: "all-states",
  region: "eu-west-1",
  accountId: "444455556666",
  partition: "aws",
};

/** Returns the settings of an S3 client that sends each request once. */
export const settingsFor = (endpoint: string) => ({
  region: BUCKET.region,
  endpoint,
  maxAttempts: 1,
  credentials: { accessKeyId: "a", secretAccessKey: "b" },
});

export const s3At = (endpoint: string): S3Client => new S3Client(settingsFor(endpoint));
