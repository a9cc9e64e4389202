import { randomUUID } from "node:crypto";
import type { Exchange, Reply } from "../../base/http.ts";
import { authenticate } from "../authentication.ts";
import { AwsError } from "../errors.ts";
import type { Keys } from "../keys.ts";
import type { Roles } from "../sts/roles.ts";
import { childText, parseXml, xmlDocument } from "../xml.ts";
import type { Bucket, Buckets } from "./buckets.ts";
import { listBuckets, listObjects, listObjectVersions } from "./listing.ts";
import { deleteObject, deleteObjects, getObject, putObject } from "./objects.ts";
import { operationOf, subresourceOf } from "./operations.ts";
import { bucketAndKey, S3_NAMESPACE, type S3Request } from "./request.ts";
import {
  deletePolicyOrSetting,
  deniedByPolicy,
  getPolicy,
  getSetting,
  getVersioning,
  putPolicy,
  putSetting,
  putVersioning,
} from "./settings.ts";

export interface S3Context {
  region: string;
  keys: Keys;
  roles: Roles;
  buckets: Buckets;
}

/** Serves one request to S3: verified, allowed, done. */
export async function serveS3(exchange: Exchange, context: S3Context): Promise<Reply> {
  const operation = operationOf(exchange);
  const { principal, body, trailers } = await authenticate(exchange, "s3", context.keys);
  if (operation === undefined)
    throw new AwsError(
      "NotImplemented",
      501,
      `The rehearsal's S3 does not serve ${exchange.method} ${exchange.url.search || exchange.url.pathname}.`,
    );
  const { bucket, key } = bucketAndKey(exchange.url.pathname);
  const query = exchange.url.searchParams;
  const { buckets, region } = context;
  const request = { exchange, principal, buckets, region, bucket, key, query, body, trailers };
  allow(request, operation.action, context.roles);
  if (operation.name === "ListBuckets") return listBuckets(request);
  if (operation.name === "CreateBucket") return createBucket(request);
  const opened = buckets.open(bucket, principal.accountId);
  const owner = exchange.header("x-amz-expected-bucket-owner");
  if (owner !== "" && owner !== opened.ownerAccountId)
    throw new AwsError("AccessDenied", 403, "Access Denied", { BucketName: bucket });
  if (deniedByPolicy(opened, request, operation.action)) throw denied(request, operation.action);
  return serve(operation.name, request, opened);
}

function serve(name: string, request: S3Request, bucket: Bucket): Reply {
  const { buckets, query } = request;
  switch (name) {
    case "HeadBucket":
      return { status: 200, headers: { "x-amz-bucket-region": bucket.region } };
    case "DeleteBucket":
      buckets.remove(bucket);
      return { status: 204 };
    case "GetBucketLocation":
      return location(bucket);
    case "ListObjects":
    case "ListObjectsV2":
      return listObjects(request, bucket);
    case "ListObjectVersions":
      return listObjectVersions(request, bucket);
    case "DeleteObjects":
      return deleteObjects(request, bucket);
    case "PutObject":
      return putObject(request, bucket);
    case "GetObject":
    case "HeadObject":
      return getObject(request, bucket);
    case "DeleteObject":
      return deleteObject(request, bucket);
    default:
      return serveSetting(request, bucket, subresourceOf(query) ?? "");
  }
}

/** The answer is a bare text; us-east-1 is told by an empty one. */
function location({ region }: Bucket): Reply {
  const text = region === "us-east-1" ? "" : region;
  const body = `<LocationConstraint xmlns="${S3_NAMESPACE}">${text}</LocationConstraint>`;
  return { status: 200, headers: { "content-type": "application/xml" }, body };
}

function serveSetting(request: S3Request, bucket: Bucket, name: string): Reply {
  const { method } = request.exchange;
  if (method === "DELETE") return deletePolicyOrSetting(request, bucket, name);
  if (name === "versioning")
    return method === "PUT" ? putVersioning(request, bucket) : getVersioning(bucket);
  if (name === "policy") return method === "PUT" ? putPolicy(request, bucket) : getPolicy(bucket);
  return method === "PUT" ? putSetting(request, bucket, name) : getSetting(bucket, name);
}

function createBucket({ buckets, bucket, principal, region, body }: S3Request): Reply {
  const text = body.toString("utf8").trim();
  const asked = text === "" ? undefined : childText(parseXml(text), "LocationConstraint");
  const stated = asked === undefined || asked === "" ? "us-east-1" : asked;
  if (stated !== region)
    throw new AwsError(
      "IllegalLocationConstraintException",
      400,
      `The ${asked ?? "unspecified"} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    );
  const existing = buckets.find(bucket);
  // Of all regions, only us-east-1 answers the second CreateBucket of the same owner with success.
  if (region !== "us-east-1" || existing?.ownerAccountId !== principal.accountId)
    buckets.create(bucket, principal.accountId, region);
  return { status: 200, headers: { location: `/${bucket}` } };
}

function allow(request: S3Request, action: string, roles: Roles): void {
  const { principal, bucket, key } = request;
  if (principal.roleArn === undefined) return;
  const arn = `arn:aws:s3:::${bucket === "" ? "*" : bucket}`;
  const resource = key === "" ? arn : `${arn}/${key}`;
  const context = { "s3:prefix": request.query.get("prefix") ?? undefined };
  if (!roles.permits(principal.roleArn, { action, resource, context }))
    throw denied(request, action);
}

function denied({ principal, bucket, key }: S3Request, action: string): AwsError {
  const resource = `arn:aws:s3:::${bucket}${key === "" ? "" : `/${key}`}`;
  return new AwsError(
    "AccessDenied",
    403,
    `User: ${principal.arn} is not authorized to perform: ${action} on resource: "${resource}"`,
  );
}

/** A refusal in S3's form. HEAD answers have no body, so only the status speaks. */
export function s3Failure({ code, message, status, details }: AwsError): Reply {
  const body = { Code: code, Message: message, ...details, RequestId: randomUUID() };
  const headers = { "content-type": "application/xml" };
  return { status, headers, body: xmlDocument("Error", "", body) };
}
