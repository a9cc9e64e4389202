import type { Reply } from "../../base/http.ts";
import { md5, verifyChecksums } from "../checksums.ts";
import { AwsError } from "../errors.ts";
import { child, childText, parseXml, type XmlValue } from "../xml.ts";
import {
  addVersion,
  currentVersion,
  dropVersion,
  type Bucket,
  type ObjectVersion,
} from "./buckets.ts";
import { xmlReply, type S3Request } from "./request.ts";

/** Bytes. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const LONGEST_KEY = 1024;

/** Headers of a PutObject that come back with the object. */
const KEPT = /^(content-(type|disposition|language)|cache-control|expires|x-amz-meta-.+)$/;

/**
 * Stores an object: checksums and conditions are verified first, so a refused write changes nothing.
 * @throws AwsError PreconditionFailed, BadDigest, NoSuchKey (If-Match without an object)
 */
export function putObject(request: S3Request, bucket: Bucket): Reply {
  const { exchange, key, body, trailers, buckets } = request;
  const headers = Object.fromEntries(
    Object.keys(exchange.request.headers).map((name) => [name, exchange.header(name)]),
  );
  if (Buffer.byteLength(key) > LONGEST_KEY)
    throw new AwsError("KeyTooLongError", 400, "Your key is too long", {
      Size: String(Buffer.byteLength(key)),
      MaxSizeAllowed: String(LONGEST_KEY),
    });
  const checksums = verifyChecksums(body, { ...headers, ...trailers });
  checkWrite(request, bucket);
  const encryption = encryptionOf(headers, bucket);
  const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => KEPT.test(name)));
  const { added, replaced } = addVersion(bucket, key, {
    deleteMarker: false,
    etag: md5(body),
    size: body.length,
    lastModified: Date.now(),
    content: buckets.contents.put(body),
    headers: { "content-type": "binary/octet-stream", ...kept, ...encryption },
    checksums,
  });
  buckets.save();
  buckets.release(replaced);
  return {
    status: 200,
    headers: {
      etag: `"${added.etag}"`,
      ...encryption,
      ...checksumHeaders(added),
      ...idOf(bucket, added),
    },
  };
}

/** GET and HEAD, with ranges, versions and conditions. @throws AwsError NoSuchKey, NoSuchVersion, MethodNotAllowed */
export function getObject(request: S3Request, bucket: Bucket): Reply {
  const { exchange, buckets } = request;
  const version = versionOf(request, bucket);
  const etag = `"${version.etag}"`;
  const match = exchange.header("if-match");
  if (match !== "" && !sameTag(match, etag)) throw preconditionFailed("If-Match");
  const headers = {
    ...version.headers,
    etag,
    "last-modified": new Date(version.lastModified).toUTCString(),
    "accept-ranges": "bytes",
    ...idOf(bucket, version),
  };
  const none = exchange.header("if-none-match");
  if (none !== "" && sameTag(none, etag)) return { status: 304, headers };
  const bytes = buckets.contents.get(version.content);
  const range = exchange.header("range");
  if (range === "") {
    // A part has no checksum of its own, and the whole object's would not fit it.
    const wanted = exchange.header("x-amz-checksum-mode").toUpperCase() === "ENABLED";
    const whole = { ...headers, ...(wanted && checksumHeaders(version)) };
    return { status: 200, headers: whole, body: bytes };
  }
  const { start, end } = rangeOf(range, bytes.length);
  const part = bytes.subarray(start, end + 1);
  const size = {
    "content-length": String(part.length),
    "content-range": `bytes ${start}-${end}/${bytes.length}`,
  };
  return { status: 206, headers: { ...headers, ...size }, body: part };
}

/** @throws AwsError PreconditionFailed when If-Match names another object */
export function deleteObject(request: S3Request, bucket: Bucket): Reply {
  const { exchange, key, query, buckets } = request;
  const match = exchange.header("if-match");
  const current = currentVersion(bucket, key);
  if (match !== "" && (current === undefined || !sameTag(match, `"${current.etag}"`)))
    throw preconditionFailed("If-Match");
  const headers = remove(bucket, key, query.get("versionId") ?? undefined, buckets);
  return { status: 204, headers };
}

/** POST ?delete: several at once. */
export function deleteObjects(request: S3Request, bucket: Bucket): Reply {
  const root = parseXml(request.body.toString("utf8"));
  const quiet = childText(root, "Quiet") === "true";
  const deleted: XmlValue[] = [];
  for (const object of root.children.filter(({ name }) => name === "Object")) {
    const key = child(object, "Key")?.text ?? "";
    const versionId = childText(object, "VersionId");
    const told = remove(bucket, key, versionId, request.buckets);
    const marker = told["x-amz-delete-marker"] !== undefined;
    deleted.push({
      Key: key,
      VersionId: versionId,
      DeleteMarker: marker ? true : undefined,
      DeleteMarkerVersionId: marker ? told["x-amz-version-id"] : undefined,
    });
  }
  return xmlReply("DeleteResult", quiet ? {} : { Deleted: deleted });
}

function remove(
  bucket: Bucket,
  key: string,
  versionId: string | undefined,
  buckets: S3Request["buckets"],
): Record<string, string> {
  if (versionId !== undefined || bucket.versioning === "") {
    const dropped = dropVersion(bucket, key, versionId ?? "null");
    buckets.save();
    buckets.release(dropped);
    const marker = dropped[0]?.deleteMarker === true && { "x-amz-delete-marker": "true" };
    return versionId === undefined ? {} : { "x-amz-version-id": versionId, ...marker };
  }
  const marker = { etag: "", size: 0, content: "", headers: {}, checksums: {} };
  const now = { deleteMarker: true, lastModified: Date.now() };
  const { added, replaced } = addVersion(bucket, key, { ...marker, ...now });
  buckets.save();
  buckets.release(replaced);
  return { "x-amz-version-id": added.versionId, "x-amz-delete-marker": "true" };
}

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
function checkWrite({ exchange, key }: S3Request, bucket: Bucket): void {
  const current = currentVersion(bucket, key);
  const none = exchange.header("if-none-match");
  // Of writes, only "not there at all" can be asked for.
  if (none !== "" && none !== "*")
    throw new AwsError(
      "NotImplemented",
      501,
      "A header you provided implies functionality that is not implemented",
      { Header: "If-None-Match" },
    );
  if (none === "*" && current !== undefined) throw preconditionFailed("If-None-Match");
  const match = exchange.header("if-match");
  if (match === "") return;
  if (current === undefined) throw noSuchKey(key);
  if (!sameTag(match, `"${current.etag}"`)) throw preconditionFailed("If-Match");
}

function versionOf({ key, query }: S3Request, bucket: Bucket): ObjectVersion {
  const id = query.get("versionId");
  if (id === null) {
    const current = currentVersion(bucket, key);
    if (current === undefined) throw noSuchKey(key);
    return current;
  }
  const version = bucket.objects[key]?.find(({ versionId }) => versionId === id);
  if (version === undefined)
    throw new AwsError("NoSuchVersion", 404, "The specified version does not exist.", {
      Key: key,
      VersionId: id,
    });
  if (version.deleteMarker)
    throw new AwsError(
      "MethodNotAllowed",
      405,
      "The specified method is not allowed against this resource.",
    );
  return version;
}

function noSuchKey(key: string): AwsError {
  return new AwsError("NoSuchKey", 404, "The specified key does not exist.", { Key: key });
}

function preconditionFailed(condition: string): AwsError {
  const message = "At least one of the pre-conditions you specified did not hold";
  return new AwsError("PreconditionFailed", 412, message, { Condition: condition });
}

/** An ETag with or without its quotes. */
function sameTag(given: string, etag: string): boolean {
  return given === "*" || given.replaceAll('"', "") === etag.replaceAll('"', "");
}

function idOf(bucket: Bucket, { versionId }: ObjectVersion): Record<string, string> {
  return bucket.versioning === "" ? {} : { "x-amz-version-id": versionId };
}

function checksumHeaders({ checksums }: ObjectVersion): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(checksums)) headers[`x-amz-checksum-${name}`] = value;
  if (Object.keys(headers).length > 0) headers["x-amz-checksum-type"] = "FULL_OBJECT";
  return headers;
}

/** As asked for, else the bucket's default. */
function encryptionOf(headers: Record<string, string>, bucket: Bucket): Record<string, string> {
  const rule = /<SSEAlgorithm>([^<]+)<\/SSEAlgorithm>/.exec(bucket.settings["encryption"] ?? "");
  const key = /<KMSMasterKeyID>([^<]+)<\/KMSMasterKeyID>/.exec(bucket.settings["encryption"] ?? "");
  const asked = headers["x-amz-server-side-encryption"];
  const algorithm = asked ?? rule?.[1];
  if (algorithm === undefined) return {};
  const id =
    asked === undefined ? key?.[1] : headers["x-amz-server-side-encryption-aws-kms-key-id"];
  return {
    "x-amz-server-side-encryption": algorithm,
    ...(id !== undefined && { "x-amz-server-side-encryption-aws-kms-key-id": id }),
  };
}

function rangeOf(header: string, size: number): { start: number; end: number } {
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(header) ?? [];
  const start = first === "" ? Math.max(size - Number(last), 0) : Number(first);
  const end = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (start > end || header === "bytes=-")
    throw new AwsError("InvalidRange", 416, "The requested range is not satisfiable");
  return { start, end };
}
