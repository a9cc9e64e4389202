import type { Reply } from "../../base/http.ts";
import type { Bucket } from "./buckets.ts";
import { xmlReply, type S3Request } from "./request.ts";

/** The maximum number of keys in a page. */
const PAGE_SIZE = 1000;

/** Answers ListObjectsV2: keys with a prefix, in pages. The token for the next page is the last key of this page. */
export function listObjects({ query }: S3Request, bucket: Bucket): Reply {
  const prefix = query.get("prefix") ?? "";
  const limit = Math.min(Number(query.get("max-keys") ?? PAGE_SIZE), PAGE_SIZE);
  const token = query.get("continuation-token");
  const after = Buffer.from(token ?? "", "base64");
  const rest = Object.keys(bucket.objects)
    .map((key) => ({ key, bytes: Buffer.from(key) }))
    // S3 sorts by UTF-8 bytes; JavaScript sorts by UTF-16 units.
    .sort((a, b) => Buffer.compare(a.bytes, b.bytes))
    .filter(({ key, bytes }) => key.startsWith(prefix) && Buffer.compare(bytes, after) > 0);
  const page = rest.slice(0, limit);
  const isTruncated = page.length > 0 && page.length < rest.length;
  return xmlReply("ListBucketResult", {
    Name: bucket.name,
    Prefix: prefix,
    MaxKeys: limit,
    KeyCount: page.length,
    IsTruncated: isTruncated,
    ContinuationToken: token ?? undefined,
    NextContinuationToken: isTruncated ? page.at(-1)?.bytes.toString("base64") : undefined,
    Contents: page.map(({ key }) => contentOf(bucket, key)),
  });
}

function contentOf({ objects }: Bucket, key: string) {
  const { etag, size, lastModified } = objects[key] ?? { etag: "", size: 0, lastModified: 0 };
  const LastModified = new Date(lastModified).toISOString();
  return { Key: key, LastModified, ETag: `"${etag}"`, Size: size, StorageClass: "STANDARD" };
}
