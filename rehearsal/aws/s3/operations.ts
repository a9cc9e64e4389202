import type { Exchange } from "../../base/http.ts";
import { bucketAndKey } from "./request.ts";
import { SETTINGS } from "./settings.ts";

/** An operation of S3 and the IAM action it needs. */
export interface S3Operation {
  name: string;
  action: string;
}

/** IAM actions whose name differs from the operation's. */
const ACTIONS: Record<string, string> = {
  HeadBucket: "s3:ListBucket",
  ListObjectsV2: "s3:ListBucket",
  HeadObject: "s3:GetObject",
  GetBucketEncryption: "s3:GetEncryptionConfiguration",
  PutBucketEncryption: "s3:PutEncryptionConfiguration",
  GetPublicAccessBlock: "s3:GetBucketPublicAccessBlock",
  PutPublicAccessBlock: "s3:PutBucketPublicAccessBlock",
  GetBucketLifecycleConfiguration: "s3:GetLifecycleConfiguration",
  PutBucketLifecycleConfiguration: "s3:PutLifecycleConfiguration",
};

const OBJECT_OPERATIONS: Record<string, string> = {
  GET: "GetObject",
  HEAD: "HeadObject",
  PUT: "PutObject",
  DELETE: "DeleteObject",
};

/** Query parameters of ListObjectsV2 as Terraform's backend sends them. */
const LISTING = new Set(["list-type", "prefix", "max-keys", "continuation-token"]);

/** Names the operation of a request; undefined if the operation is not served here. */
export function operationOf(exchange: Exchange): S3Operation | undefined {
  const name = nameOf(exchange);
  return name === undefined ? undefined : { name, action: ACTIONS[name] ?? `s3:${name}` };
}

function nameOf(exchange: Exchange): string | undefined {
  const { method, url } = exchange;
  const { bucket, key } = bucketAndKey(url.pathname);
  // `x-id` repeats the operation's name and has no effect. Any other parameter changes the operation or its answer:
  // versionId, uploads, tagging, delimiter ...
  const parameters = [...url.searchParams.keys()].filter((name) => name !== "x-id");
  if (bucket === "" || unservedHeader(exchange) !== undefined) return undefined;
  if (key !== "") return parameters.length === 0 ? OBJECT_OPERATIONS[method] : undefined;
  const [parameter, ...more] = parameters;
  if (parameter === undefined)
    return { PUT: "CreateBucket", HEAD: "HeadBucket" }[method] ?? undefined;
  if (method === "GET" && url.searchParams.get("list-type") === "2")
    return parameters.every((name) => LISTING.has(name)) ? "ListObjectsV2" : undefined;
  const setting = Object.hasOwn(SETTINGS, parameter) ? SETTINGS[parameter] : undefined;
  if (setting === undefined || more.length > 0) return undefined;
  const verb = { GET: "Get", PUT: "Put" }[method];
  return verb === undefined ? undefined : `${verb}${setting.operation}`;
}

/** AWS headers that an operation here reads, or that only describe the client. */
const KNOWN_HEADERS =
  /^x-amz-(date|content-sha256|security-token|user-agent|expected-bucket-owner|object-ownership|checksum-.*|sdk-checksum-algorithm|server-side-encryption(-aws-kms-key-id)?)$/;

/**
 * Returns a header that asks for something that is not served: a copy, metadata, an ACL ... Conditions are served for
 * writes only.
 */
export function unservedHeader({ method, request }: Exchange): string | undefined {
  return Object.keys(request.headers).find((name) =>
    name.startsWith("x-amz-")
      ? !KNOWN_HEADERS.test(name)
      : method !== "PUT" && /^if-(match|none-match|modified-since|unmodified-since)$/.test(name),
  );
}
