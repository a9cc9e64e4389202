import {
  CreateBucketCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type ListObjectsV2CommandInput,
} from "@aws-sdk/client-s3";
import { REGION } from "../../aws/account.ts";
import { answer } from "../../aws/answers.ts";
import type { Case } from "../../service.ts";
import type { S3Account } from "../client.ts";

const on = { Bucket: "fleet-listing" };
const KEYS = ["a", "b/1", "b/2", "b/c/3", "c d", "é", "env:/dev/state", "z"];

const list = ({ s3 }: S3Account, further: Partial<ListObjectsV2CommandInput> = {}) =>
  answer(s3.send(new ListObjectsV2Command({ ...on, ...further })), (output) => ({
    keys: output.Contents?.map(({ Key }) => Key),
    prefixes: output.CommonPrefixes?.map(({ Prefix }) => Prefix),
    count: output.KeyCount,
    limit: output.MaxKeys,
    truncated: output.IsTruncated,
    more: output.NextContinuationToken !== undefined,
    echoed: [output.Prefix, output.Delimiter, output.StartAfter, output.EncodingType],
  }));

export const LISTING_CASES: Case<S3Account>[] = [
  {
    name: "an empty bucket is listed",
    run: async (client) => {
      const CreateBucketConfiguration = { LocationConstraint: REGION } as const;
      await client.s3.send(new CreateBucketCommand({ ...on, CreateBucketConfiguration }));
      return list(client);
    },
  },
  {
    name: "keys in the order of their bytes",
    run: async (client) => {
      for (const Key of KEYS) await client.s3.send(new PutObjectCommand({ ...on, Key, Body: Key }));
      return list(client);
    },
  },
  { name: "keys with a prefix", run: (client) => list(client, { Prefix: "b/" }) },
  { name: "a prefix that nothing has", run: (client) => list(client, { Prefix: "nothing" }) },
  { name: "one page of keys", run: (client) => list(client, { MaxKeys: 3 }) },
  { name: "a page of no keys", run: (client) => list(client, { MaxKeys: 0 }) },
  {
    name: "all pages of keys",
    run: async ({ s3 }) => {
      const pages: unknown[] = [];
      let ContinuationToken: string | undefined;
      do {
        const page = await s3.send(
          new ListObjectsV2Command({ ...on, MaxKeys: 3, ContinuationToken }),
        );
        pages.push(page.Contents?.map(({ Key }) => Key));
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken !== undefined && pages.length < 9);
      return pages;
    },
  },
  {
    name: "the facts of a listed object",
    run: ({ s3 }) =>
      answer(s3.send(new ListObjectsV2Command({ ...on, Prefix: "b/1" })), ({ Contents }) =>
        Contents?.map(({ Key, ETag, Size, StorageClass, LastModified }) => ({
          Key,
          ETag,
          Size,
          StorageClass,
          dated: LastModified !== undefined,
        })),
      ),
  },
  {
    name: "a bucket that is not there is listed",
    run: ({ s3 }) => answer(s3.send(new ListObjectsV2Command({ Bucket: "fleet-nothing" }))),
  },
];
