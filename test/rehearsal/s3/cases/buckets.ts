import { CreateBucketCommand, HeadBucketCommand } from "@aws-sdk/client-s3";
import { ACCOUNT, FOREIGN_BUCKET, REGION } from "../../aws/account.ts";
import { answer } from "../../aws/answers.ts";
import type { Case } from "../../service.ts";
import { BUCKET, type S3Account } from "../client.ts";

const here = { CreateBucketConfiguration: { LocationConstraint: REGION } } as const;
const create = ({ s3 }: S3Account, Bucket: string) =>
  answer(s3.send(new CreateBucketCommand({ Bucket, ...here })));

export const BUCKET_CASES: Case<S3Account>[] = [
  {
    name: "HEAD of a bucket that is not there",
    run: ({ s3 }) => answer(s3.send(new HeadBucketCommand({ Bucket: BUCKET }))),
  },
  {
    name: "a bucket is made",
    run: ({ s3 }) =>
      answer(
        s3.send(
          new CreateBucketCommand({
            Bucket: BUCKET,
            ObjectOwnership: "BucketOwnerEnforced",
            ...here,
          }),
        ),
        ({ Location }) => Location,
      ),
  },
  {
    name: "HEAD of a bucket tells its region",
    run: ({ s3 }) =>
      answer(
        s3.send(new HeadBucketCommand({ Bucket: BUCKET, ExpectedBucketOwner: ACCOUNT })),
        ({ BucketRegion }) => BucketRegion,
      ),
  },
  {
    name: "a bucket of another owner than expected",
    run: ({ s3 }) =>
      answer(
        s3.send(new HeadBucketCommand({ Bucket: BUCKET, ExpectedBucketOwner: "999999999999" })),
      ),
  },
  { name: "a bucket is made twice", run: (client) => create(client, BUCKET) },
  {
    name: "a bucket whose name another account has",
    run: (client) => create(client, FOREIGN_BUCKET),
  },
  {
    name: "HEAD of a bucket of another account",
    run: ({ s3 }) => answer(s3.send(new HeadBucketCommand({ Bucket: FOREIGN_BUCKET }))),
  },
  { name: "a bucket name with capitals", run: (client) => create(client, "Fleet-State") },
  { name: "a bucket name of two letters", run: (client) => create(client, "ab") },
  { name: "a bucket name of 64 letters", run: (client) => create(client, "a".repeat(64)) },
  { name: "a bucket name like an address", run: (client) => create(client, "192.168.5.4") },
  { name: "a bucket called constructor", run: (client) => create(client, "constructor") },
  {
    name: "HEAD of a bucket called constructor",
    run: ({ s3 }) => answer(s3.send(new HeadBucketCommand({ Bucket: "constructor" }))),
  },
  {
    name: "a bucket for another region",
    run: ({ s3 }) =>
      answer(
        s3.send(
          new CreateBucketCommand({
            Bucket: "fleet-elsewhere",
            CreateBucketConfiguration: { LocationConstraint: "eu-central-1" },
          }),
        ),
      ),
  },
  {
    name: "a bucket without a region has the client's",
    run: ({ s3 }) => answer(s3.send(new CreateBucketCommand({ Bucket: "fleet-nowhere" }))),
  },
];
