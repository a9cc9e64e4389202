import { createHash } from "node:crypto";
import type { Reply } from "../../base/http.ts";
import { AwsError, notServed } from "../errors.ts";
import type { Bucket, StoredObject } from "./buckets.ts";
import type { S3Request } from "./request.ts";

/** Bytes. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const LONGEST_KEY = 1024;

/**
 * Stores an object. Checksum and conditions are verified first, so a refused write changes nothing.
 * @throws AwsError KeyTooLongError, BadDigest, PreconditionFailed, NoSuchKey (If-Match without an object)
 */
export function putObject(request: S3Request, bucket: Bucket): Reply {
  const { exchange, key, body, buckets } = request;
  if (Buffer.byteLength(key) > LONGEST_KEY)
    throw new AwsError("KeyTooLongError", 400, "Your key is too long", {
      Size: String(Buffer.byteLength(key)),
      MaxSizeAllowed: String(LONGEST_KEY),
    });
  const checksum = checksumOf(request);
  requireConditions(request, bucket.objects[key]);
  const encryption = encryptionOf(request, bucket);
  const type = exchange.header("content-type");
  const object = {
    etag: createHash("md5").update(body).digest("hex"),
    size: body.length,
    lastModified: Date.now(),
    content: buckets.contents.put(body),
    headers: { "content-type": type === "" ? "binary/octet-stream" : type, ...encryption },
    ...(checksum !== "" && { checksum }),
  };
  buckets.replace(bucket, key, object);
  const headers = { etag: `"${object.etag}"`, ...encryption, ...checksumHeaders(object) };
  return { status: 200, headers };
}

/**
 * Verifies and returns the checksum that the client states; "" if it states none. Terraform and OpenTofu state SHA-256.
 * The CRC that AWS's SDKs send by default is not verified: the signature covers the bytes already.
 * @throws AwsError BadDigest
 */
function checksumOf({ exchange, body }: S3Request): string {
  const stated = exchange.header("x-amz-checksum-sha256");
  if (stated === "" || stated === createHash("sha256").update(body).digest("base64")) return stated;
  throw new AwsError(
    "BadDigest",
    400,
    "The SHA256 you specified did not match the calculated checksum.",
  );
}

/**
 * Checks the conditions of a write. Terraform's state lock relies on them.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
function requireConditions({ exchange, key }: S3Request, current: StoredObject | undefined): void {
  const none = exchange.header("if-none-match");
  const match = exchange.header("if-match");
  // A write can only require "the object does not exist", not "the object is a different one".
  if (none !== "" && none !== "*")
    throw new AwsError(
      "NotImplemented",
      501,
      "A header you provided implies functionality that is not implemented",
      { Header: "If-None-Match" },
    );
  if (none === "*" && current !== undefined) throw preconditionFailed("If-None-Match");
  if (match === "") return;
  if (current === undefined) throw noSuchKey(key);
  if (match.replaceAll('"', "") !== current.etag) throw preconditionFailed("If-Match");
}

/** Answers GET and HEAD, for the complete object or one range. @throws AwsError NoSuchKey, InvalidRange */
export function getObject({ exchange, key, buckets }: S3Request, bucket: Bucket): Reply {
  const object = bucket.objects[key];
  if (object === undefined) throw noSuchKey(key);
  const headers = {
    ...object.headers,
    etag: `"${object.etag}"`,
    "last-modified": new Date(object.lastModified).toUTCString(),
    "accept-ranges": "bytes",
  };
  const bytes = buckets.contents.get(object.content);
  const range = exchange.header("range");
  if (range !== "") {
    const { start, end } = rangeOf(range, bytes.length);
    const contentRange = `bytes ${start}-${end}/${bytes.length}`;
    const body = bytes.subarray(start, end + 1);
    return { status: 206, headers: { ...headers, "content-range": contentRange }, body };
  }
  // A range has no checksum of its own, and the checksum of the complete object would not match it.
  const wanted = exchange.header("x-amz-checksum-mode").toUpperCase() === "ENABLED";
  const whole = { ...headers, ...(wanted && checksumHeaders(object)) };
  return { status: 200, headers: whole, body: bytes };
}

/** Deletes an object. Deleting an object that does not exist also succeeds. */
export function deleteObject({ key, buckets }: S3Request, bucket: Bucket): Reply {
  buckets.replace(bucket, key, undefined);
  return { status: 204 };
}

function noSuchKey(key: string): AwsError {
  return new AwsError("NoSuchKey", 404, "The specified key does not exist.", { Key: key });
}

function preconditionFailed(condition: string): AwsError {
  const message = "At least one of the pre-conditions you specified did not hold";
  return new AwsError("PreconditionFailed", 412, message, { Condition: condition });
}

function checksumHeaders({ checksum }: StoredObject): Record<string, string> {
  if (checksum === undefined) return {};
  return { "x-amz-checksum-sha256": checksum, "x-amz-checksum-type": "FULL_OBJECT" };
}

/** Returns the encryption that the request states, otherwise the bucket's default. */
function encryptionOf({ exchange }: S3Request, bucket: Bucket): Record<string, string> {
  const stated = exchange.header("x-amz-server-side-encryption");
  const key = "x-amz-server-side-encryption-aws-kms-key-id";
  const byDefault = (element: string) =>
    new RegExp(`<${element}>([^<]+)</`).exec(bucket.settings["encryption"] ?? "")?.[1] ?? "";
  const headers = {
    "x-amz-server-side-encryption": stated === "" ? byDefault("SSEAlgorithm") : stated,
    [key]: stated === "" ? byDefault("KMSMasterKeyID") : exchange.header(key),
  };
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ""));
}

/** First and last byte, both included. Terraform reads a state in ranges like `bytes=0-5242879`. */
function rangeOf(header: string, size: number): { start: number; end: number } {
  const [, first, last = ""] = /^bytes=(\d+)-(\d*)$/.exec(header) ?? [];
  if (first === undefined) throw notServed(`s3:GetObject with the range ${header}`);
  const start = Number(first);
  const end = last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (start > end)
    throw new AwsError("InvalidRange", 416, "The requested range is not satisfiable");
  return { start, end };
}
