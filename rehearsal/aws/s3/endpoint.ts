import { randomUUID } from "node:crypto";
import type { Exchange, Reply } from "../../base/http.ts";
import { authenticate } from "../authentication.ts";
import { AwsError, notServed } from "../errors.ts";
import type { Keys } from "../keys.ts";
import { deniedCall, type Roles } from "../sts/roles.ts";
import { childText, parseXml, xmlDocument } from "../xml.ts";
import type { Bucket, Buckets } from "./buckets.ts";
import { listObjects } from "./listing.ts";
import { deleteObject, getObject, putObject } from "./objects.ts";
import { operationOf, unservedHeader } from "./operations.ts";
import { bucketAndKey, resourceOf, type S3Request } from "./request.ts";
import { getSetting, isDeniedByPolicy, putSetting } from "./settings.ts";

export interface S3Context {
  keys: Keys;
  roles: Roles;
  buckets: Buckets;
}

/** Serves one request to S3: verifies the signature, checks the permission, carries out the operation. */
export async function serveS3(exchange: Exchange, context: S3Context): Promise<Reply> {
  const { buckets, keys, roles } = context;
  const { principal, region, body } = await authenticate(exchange, "s3", keys);
  const operation = operationOf(exchange);
  if (operation === undefined) throw notServed(shown(exchange));
  const target = bucketAndKey(exchange.url.pathname);
  const query = exchange.url.searchParams;
  const request = { exchange, principal, buckets, region, query, body, ...target };
  const { name, action } = operation;
  const call = { action, resource: resourceOf(request) };
  const conditionKeys = { "s3:prefix": query.get("prefix") ?? undefined };
  const denial = roles.denial(principal, { ...call, context: conditionKeys });
  if (denial !== undefined) throw new AwsError("AccessDenied", 403, denial);
  if (name === "CreateBucket") return createBucket(request);
  const bucket = buckets.open(target.bucket, principal.accountId);
  requireExpectedOwner(exchange, bucket);
  if (isDeniedByPolicy(bucket, request, action)) {
    const reason = "with an explicit deny in a resource-based policy";
    throw new AwsError("AccessDenied", 403, deniedCall(principal.arn, call, reason));
  }
  return serve(name, request, bucket);
}

function shown(exchange: Exchange): string {
  const header = unservedHeader(exchange);
  const request = `s3 ${exchange.method} ${exchange.request.url ?? "/"}`;
  return header === undefined ? request : `${request} with ${header}`;
}

function requireExpectedOwner(exchange: Exchange, { name, ownerAccountId }: Bucket): void {
  const expected = exchange.header("x-amz-expected-bucket-owner");
  if (expected !== "" && expected !== ownerAccountId)
    throw new AwsError("AccessDenied", 403, "Access Denied", { BucketName: name });
}

function serve(name: string, request: S3Request, bucket: Bucket): Reply {
  switch (name) {
    case "HeadBucket":
      return { status: 200, headers: { "x-amz-bucket-region": bucket.region } };
    case "ListObjectsV2":
      return listObjects(request, bucket);
    case "PutObject":
      return putObject(request, bucket);
    case "GetObject":
    case "HeadObject":
      return getObject(request, bucket);
    case "DeleteObject":
      return deleteObject(request, bucket);
    default: {
      const [setting = ""] = request.query.keys();
      return request.exchange.method === "PUT"
        ? putSetting(request, bucket, setting)
        : getSetting(bucket, setting);
    }
  }
}

function createBucket({ buckets, bucket, principal, region, body }: S3Request): Reply {
  const text = body.toString("utf8").trim();
  const constraint = text === "" ? "" : (childText(parseXml(text), "LocationConstraint") ?? "");
  if ((constraint === "" ? "us-east-1" : constraint) !== region)
    throw new AwsError(
      "IllegalLocationConstraintException",
      400,
      `The ${constraint === "" ? "unspecified" : constraint} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    );
  // us-east-1 is the only region that answers a second CreateBucket of the same owner with success.
  const isOwn = buckets.find(bucket)?.ownerAccountId === principal.accountId;
  if (region !== "us-east-1" || !isOwn) buckets.create(bucket, principal.accountId, region);
  return { status: 200, headers: { location: `/${bucket}` } };
}

/** Renders a refusal in S3's form. HEAD answers have no body, so only the status describes the error. */
export function s3Failure({ code, message, status, details }: AwsError): Reply {
  const body = { Code: code, Message: message, ...details, RequestId: randomUUID() };
  const headers = { "content-type": "application/xml" };
  return { status, headers, body: xmlDocument("Error", "", body) };
}
