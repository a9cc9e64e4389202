import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type GetObjectCommandInput,
  type PutObjectCommandInput,
} from "@aws-sdk/client-s3";
import { answer, type Answer } from "../../aws/answers.ts";
import type { Case } from "../../service.ts";
import { BUCKET, type S3Account } from "../client.ts";

const on = { Bucket: BUCKET };
const TEXT = "the state of the fleet";

export function put(
  { s3 }: S3Account,
  Key: string,
  Body: string,
  further: Partial<PutObjectCommandInput> = {},
): Promise<Answer> {
  return answer(
    s3.send(new PutObjectCommand({ ...on, Key, Body, ...further })),
    ({ ETag, ServerSideEncryption, ChecksumSHA256 }) => ({
      ETag,
      ServerSideEncryption,
      ChecksumSHA256,
    }),
  );
}

/** Returns the body and the headers that clients use. @param further more parameters, such as a range */
export async function get(
  { s3 }: S3Account,
  Key: string,
  further: Partial<GetObjectCommandInput> = {},
): Promise<unknown> {
  let body: string | undefined;
  const sent = s3.send(new GetObjectCommand({ ...on, Key, ...further })).then(async (output) => {
    body = await output.Body?.transformToString();
    return output;
  });
  const told = await answer(sent, (output) => ({
    ETag: output.ETag,
    ContentLength: output.ContentLength,
    ContentType: output.ContentType,
    ContentRange: output.ContentRange,
    ServerSideEncryption: output.ServerSideEncryption,
    dated: output.LastModified !== undefined,
  }));
  return { ...told, body };
}

const head = ({ s3 }: S3Account, Key: string): Promise<Answer> =>
  answer(
    s3.send(new HeadObjectCommand({ ...on, Key })),
    ({ ETag, ContentLength, ContentType }) => ({ ETag, ContentLength, ContentType }),
  );

export const OBJECT_CASES: Case<S3Account>[] = [
  { name: "an object that is not there", run: (client) => get(client, "none") },
  { name: "HEAD of an object that is not there", run: (client) => head(client, "none") },
  {
    name: "an object of a bucket that is not there",
    run: ({ s3 }) =>
      answer(s3.send(new GetObjectCommand({ Bucket: "fleet-nothing", Key: "state" }))),
  },
  { name: "an object is put", run: (client) => put(client, "state", TEXT) },
  { name: "an object is read", run: (client) => get(client, "state") },
  { name: "HEAD of an object", run: (client) => head(client, "state") },
  {
    name: "an object with a type",
    run: async (client) => {
      const further = { ContentType: "application/json" };
      return [await put(client, "typed", "{}", further), await get(client, "typed")];
    },
  },
  {
    name: "an object encrypted by S3",
    run: async (client) => {
      const further = { ServerSideEncryption: "AES256" } as const;
      return [await put(client, "encrypted", TEXT, further), await get(client, "encrypted")];
    },
  },
  {
    name: "an object of no bytes",
    run: async (client) => [await put(client, "empty", ""), await get(client, "empty")],
  },
  {
    name: "a SHA-256 checksum",
    run: (client) => put(client, "checked", TEXT, { ChecksumAlgorithm: "SHA256" }),
  },
  {
    name: "a checksum comes back when it is asked for",
    run: ({ s3 }) =>
      answer(
        s3.send(new HeadObjectCommand({ ...on, Key: "checked", ChecksumMode: "ENABLED" })),
        ({ ChecksumSHA256 }) => ChecksumSHA256,
      ),
  },
  {
    name: "a checksum that does not fit",
    run: (client) =>
      put(client, "spoiled", TEXT, {
        ChecksumSHA256: "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
      }),
  },
  { name: "a refused write leaves nothing", run: (client) => head(client, "spoiled") },
  {
    name: "the first bytes of an object",
    run: (client) => get(client, "state", { Range: "bytes=0-2" }),
  },
  {
    name: "a range behind the end",
    run: (client) => get(client, "state", { Range: "bytes=500-" }),
  },
  {
    name: "keys with blanks, plus signs, slashes and umlauts",
    run: async (client) => {
      const keys = ["a b", "a+b", "env:/dev/x", "größe/ü", "a//b", "100%", "q?x=1&y"];
      const bodies: unknown[] = [];
      for (const key of keys) {
        await put(client, key, key);
        bodies.push(((await get(client, key)) as { body: unknown }).body === key);
      }
      return bodies;
    },
  },
  {
    name: "keys called constructor and __proto__",
    run: async (client) => {
      const before = [await get(client, "constructor"), await get(client, "__proto__")];
      await put(client, "__proto__", "1");
      await put(client, "constructor", "2");
      const after = [await get(client, "constructor"), await get(client, "__proto__")];
      return { before, after };
    },
  },
  { name: "a key of 1025 bytes", run: (client) => put(client, "k".repeat(1025), "1") },
  {
    name: "an object is deleted, and again",
    run: async (client) => {
      await put(client, "going", "1");
      const remove = () =>
        answer(client.s3.send(new DeleteObjectCommand({ ...on, Key: "going" })), (output) => [
          output.DeleteMarker,
          output.VersionId,
        ]);
      return [await remove(), await get(client, "going"), await remove()];
    },
  },
];
