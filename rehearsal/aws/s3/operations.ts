import type { Exchange } from "../../base/http.ts";
import { SETTINGS } from "./settings.ts";
import { bucketAndKey } from "./request.ts";

/** An operation of S3 and the IAM action it needs. */
export interface S3Operation {
  name: string;
  action: string;
}

const NAMES: Record<string, string> = {
  encryption: "BucketEncryption",
  publicAccessBlock: "PublicAccessBlock",
  ownershipControls: "BucketOwnershipControls",
  lifecycle: "BucketLifecycleConfiguration",
  tagging: "BucketTagging",
  versioning: "BucketVersioning",
  policy: "BucketPolicy",
};

/** IAM actions whose name differs from the operation's. */
const ACTIONS: Record<string, string> = {
  HeadBucket: "s3:ListBucket",
  ListObjects: "s3:ListBucket",
  ListObjectsV2: "s3:ListBucket",
  ListObjectVersions: "s3:ListBucketVersions",
  ListBuckets: "s3:ListAllMyBuckets",
  HeadObject: "s3:GetObject",
  DeleteObjects: "s3:DeleteObject",
  GetBucketEncryption: "s3:GetEncryptionConfiguration",
  PutBucketEncryption: "s3:PutEncryptionConfiguration",
  DeleteBucketEncryption: "s3:PutEncryptionConfiguration",
  GetPublicAccessBlock: "s3:GetBucketPublicAccessBlock",
  PutPublicAccessBlock: "s3:PutBucketPublicAccessBlock",
  DeletePublicAccessBlock: "s3:PutBucketPublicAccessBlock",
  GetBucketLifecycleConfiguration: "s3:GetLifecycleConfiguration",
  PutBucketLifecycleConfiguration: "s3:PutLifecycleConfiguration",
  DeleteBucketLifecycleConfiguration: "s3:PutLifecycleConfiguration",
  DeleteBucketTagging: "s3:PutBucketTagging",
};

const VERBS: Record<string, string> = { GET: "Get", PUT: "Put", DELETE: "Delete", HEAD: "Head" };

/** The setting a request is about, from its query: `?encryption`, `?versioning` … */
export function subresourceOf(query: URLSearchParams): string | undefined {
  return [...Object.keys(SETTINGS), "versioning", "policy"].find((name) => query.has(name));
}

/** Names the operation of a request; undefined when it is none of those served here. */
export function operationOf({ method, url }: Exchange): S3Operation | undefined {
  const { bucket, key } = bucketAndKey(url.pathname);
  const name = nameOf(method, bucket, key, url.searchParams);
  return name === undefined ? undefined : { name, action: ACTIONS[name] ?? `s3:${name}` };
}

function nameOf(
  method: string,
  bucket: string,
  key: string,
  query: URLSearchParams,
): string | undefined {
  if (bucket === "") return method === "GET" ? "ListBuckets" : undefined;
  const verb = VERBS[method];
  if (key !== "") {
    // Multipart uploads, object tags, ACLs and the like are further operations on the same path.
    const other = [
      "uploads",
      "uploadId",
      "tagging",
      "acl",
      "retention",
      "legal-hold",
      "attributes",
    ];
    if (verb === undefined || other.some((name) => query.has(name))) return undefined;
    return `${verb}Object`;
  }
  if (method === "POST") return query.has("delete") ? "DeleteObjects" : undefined;
  if (verb === undefined) return undefined;
  const subresource = subresourceOf(query);
  if (subresource !== undefined) return `${verb}${NAMES[subresource] ?? ""}`;
  if (method !== "GET") return method === "PUT" ? "CreateBucket" : `${verb}Bucket`;
  if (query.has("location")) return "GetBucketLocation";
  if (query.has("versions")) return "ListObjectVersions";
  if (query.get("list-type") === "2") return "ListObjectsV2";
  const listing = new Set(["prefix", "delimiter", "marker", "max-keys", "encoding-type", "x-id"]);
  return [...query.keys()].every((name) => listing.has(name)) ? "ListObjects" : undefined;
}
