import type { Reply } from "../../base/http.ts";
import { encodeRfc3986 } from "../sigv4.ts";
import type { XmlValue } from "../xml.ts";
import { currentVersion, type Bucket, type ObjectVersion } from "./buckets.ts";
import { xmlReply, type S3Request } from "./request.ts";

/** A page of a listing: keys, and the prefixes that stand for the keys below them. */
interface Page {
  keys: string[];
  prefixes: string[];
  /** The last key or prefix of the page when more follow. */
  next: string | undefined;
}

/** ListObjects and ListObjectsV2. */
export function listObjects({ query }: S3Request, bucket: Bucket): Reply {
  const second = query.get("list-type") === "2";
  const keys = Object.keys(bucket.objects).filter((key) => currentVersion(bucket, key));
  const token = query.get("continuation-token");
  const after = second
    ? token === null
      ? (query.get("start-after") ?? "")
      : Buffer.from(token, "base64").toString("utf8")
    : (query.get("marker") ?? "");
  const page = pageOf(keys, query, after);
  const name = encoder(query);
  const contents = page.keys.map((key) => ({
    Key: name(key),
    ...describe(currentVersion(bucket, key)),
  }));
  const next = page.next === undefined ? undefined : Buffer.from(page.next).toString("base64");
  return xmlReply("ListBucketResult", {
    ...common(bucket, query, page),
    ...(second
      ? {
          KeyCount: page.keys.length + page.prefixes.length,
          ContinuationToken: token ?? undefined,
          NextContinuationToken: next,
          StartAfter: query.get("start-after") ?? undefined,
        }
      : { Marker: after, NextMarker: page.next === undefined ? undefined : name(page.next) }),
    Contents: contents,
    CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: name(prefix) })),
  });
}

export function listObjectVersions({ query }: S3Request, bucket: Bucket): Reply {
  const page = pageOf(Object.keys(bucket.objects), query, query.get("key-marker") ?? "");
  const name = encoder(query);
  const versions: XmlValue[] = [];
  const markers: XmlValue[] = [];
  for (const key of page.keys)
    for (const [index, version] of (bucket.objects[key] ?? []).entries()) {
      const entry = { Key: name(key), VersionId: version.versionId, IsLatest: index === 0 };
      if (version.deleteMarker) markers.push({ ...entry, LastModified: timestamp(version) });
      else versions.push({ ...entry, ...describe(version) });
    }
  return xmlReply("ListVersionsResult", {
    ...common(bucket, query, page),
    KeyMarker: query.get("key-marker") ?? "",
    NextKeyMarker: page.next,
    Version: versions,
    DeleteMarker: markers,
    CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: name(prefix) })),
  });
}

export function listBuckets({ principal, buckets }: S3Request): Reply {
  const own = buckets.all().filter(({ ownerAccountId }) => ownerAccountId === principal.accountId);
  const entries = own.map(({ name, createdAt, region }) => ({
    Name: name,
    CreationDate: new Date(createdAt).toISOString(),
    BucketRegion: region,
  }));
  return xmlReply("ListAllMyBucketsResult", {
    Owner: { ID: principal.accountId },
    Buckets: { Bucket: entries },
  });
}

function common(bucket: Bucket, query: URLSearchParams, page: Page): XmlValue {
  const delimiter = query.get("delimiter");
  return {
    Name: bucket.name,
    Prefix: encoder(query)(query.get("prefix") ?? ""),
    Delimiter: delimiter === null ? undefined : encoder(query)(delimiter),
    MaxKeys: limitOf(query),
    EncodingType: query.get("encoding-type") ?? undefined,
    IsTruncated: page.next !== undefined,
  };
}

function pageOf(keys: string[], query: URLSearchParams, after: string): Page {
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter") ?? "";
  const page: Page = { keys: [], prefixes: [], next: undefined };
  let last = "";
  // S3 sorts by UTF-8 bytes, JavaScript by UTF-16 units.
  const sorted = keys.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  for (const key of sorted) {
    if (!key.startsWith(prefix)) continue;
    const cut = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    const entry = cut < 0 ? key : key.slice(0, cut + delimiter.length);
    if (entry === last || Buffer.compare(Buffer.from(entry), Buffer.from(after)) <= 0) continue;
    if (page.keys.length + page.prefixes.length >= limitOf(query)) {
      // No keys were asked for: then nothing is cut off.
      if (limitOf(query) > 0) page.next = last;
      break;
    }
    (cut < 0 ? page.keys : page.prefixes).push(entry);
    last = entry;
  }
  return page;
}

function limitOf(query: URLSearchParams): number {
  return Math.min(Number(query.get("max-keys") ?? 1000), 1000);
}

function encoder(query: URLSearchParams): (text: string) => string {
  if (query.get("encoding-type") !== "url") return (text) => text;
  return (text) => text.split("/").map(encodeRfc3986).join("/");
}

function timestamp({ lastModified }: ObjectVersion): string {
  return new Date(lastModified).toISOString();
}

function describe(version: ObjectVersion | undefined): XmlValue {
  if (version === undefined) return {};
  const { etag, size } = version;
  const facts = { ETag: `"${etag}"`, Size: size, StorageClass: "STANDARD" };
  return { LastModified: timestamp(version), ...facts };
}
