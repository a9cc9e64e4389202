import type { Reply } from "../../base/http.ts";
import { AwsError, notServed } from "../errors.ts";
import { evaluate, unknownElements, type Policy } from "../policy.ts";
import { childText, parseXml } from "../xml.ts";
import type { Bucket } from "./buckets.ts";
import { resourceOf, type S3Request } from "./request.ts";

interface Setting {
  /** Name of its operations, without the prefix Get or Put. */
  operation: string;
  /** Root element of its document; "" for JSON. */
  root: string;
  /** S3's error code and message if the setting does not exist. */
  missing: [code: string, message: string];
}

/** The settings of a state bucket, by query parameter. Each is kept exactly as a client put it. */
export const SETTINGS: Record<string, Setting> = {
  encryption: {
    operation: "BucketEncryption",
    root: "ServerSideEncryptionConfiguration",
    missing: [
      "ServerSideEncryptionConfigurationNotFoundError",
      "The server side encryption configuration was not found",
    ],
  },
  publicAccessBlock: {
    operation: "PublicAccessBlock",
    root: "PublicAccessBlockConfiguration",
    missing: [
      "NoSuchPublicAccessBlockConfiguration",
      "The public access block configuration was not found",
    ],
  },
  ownershipControls: {
    operation: "BucketOwnershipControls",
    root: "OwnershipControls",
    missing: ["OwnershipControlsNotFoundError", "The bucket ownership controls were not found"],
  },
  lifecycle: {
    operation: "BucketLifecycleConfiguration",
    root: "LifecycleConfiguration",
    missing: ["NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist"],
  },
  versioning: {
    operation: "BucketVersioning",
    root: "VersioningConfiguration",
    missing: ["NoSuchBucket", "The specified bucket does not exist"],
  },
  policy: {
    operation: "BucketPolicy",
    root: "",
    missing: ["NoSuchBucketPolicy", "The bucket policy does not exist"],
  },
};

export function getSetting(bucket: Bucket, name: string): Reply {
  const document = bucket.settings[name];
  const type = name === "policy" ? "application/json" : "application/xml";
  if (document !== undefined)
    return { status: 200, headers: { "content-type": type }, body: document };
  const [code, message] = SETTINGS[name]?.missing ?? ["", ""];
  throw new AwsError(code, 404, message, { BucketName: bucket.name });
}

/**
 * Stores a setting.
 * @throws AwsError MalformedXML, MalformedPolicy, AccessDenied for a public policy that the bucket blocks
 */
export function putSetting({ body, buckets }: S3Request, bucket: Bucket, name: string): Reply {
  const document = body.toString("utf8");
  if (name === "policy") requirePolicy(document, bucket);
  else requireDocument(document, name);
  bucket.settings[name] = document;
  buckets.save();
  return { status: name === "policy" ? 204 : 200 };
}

function requireDocument(document: string, name: string): void {
  const malformed = new AwsError(
    "MalformedXML",
    400,
    "The XML you provided was not well-formed or did not validate against our published schema",
  );
  let root;
  try {
    root = parseXml(document);
  } catch {
    throw malformed;
  }
  if (root.name !== SETTINGS[name]?.root) throw malformed;
  const statuses = ["Enabled", "Suspended"];
  if (name === "versioning" && !statuses.includes(childText(root, "Status") ?? "")) throw malformed;
}

function requirePolicy(document: string, bucket: Bucket): void {
  let policy: Policy;
  try {
    policy = JSON.parse(document) as Policy;
  } catch {
    throw malformedPolicy("Policies must be valid JSON and the first byte must be '{'");
  }
  if (typeof policy !== "object" || !("Statement" in policy))
    throw malformedPolicy("Missing required field Statement");
  const unknown = unknownElements(policy);
  if (unknown.length > 0) throw notServed(`a bucket policy with ${unknown.join(", ")}`);
  const block = bucket.settings["publicAccessBlock"] ?? "";
  if (/<BlockPublicPolicy>true/.test(block) && isPublic(policy))
    throw new AwsError(
      "AccessDenied",
      403,
      "User is not authorized to perform: s3:PutBucketPolicy because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.",
    );
}

const malformedPolicy = (message: string): AwsError =>
  new AwsError("MalformedPolicy", 400, message);

function isPublic({ Statement }: Policy): boolean {
  return [Statement].flat().some(({ Effect, Principal, Condition }) => {
    const everybody =
      Principal === "*" || (Principal !== undefined && [Principal["AWS"]].flat().includes("*"));
    return Effect === "Allow" && everybody && Condition === undefined;
  });
}

/**
 * Returns whether the bucket's own policy forbids a request. Loopback stands for S3's TLS endpoint, so
 * `aws:SecureTransport` is always true here: a TLS-only policy denies nothing.
 */
export function isDeniedByPolicy(bucket: Bucket, request: S3Request, action: string): boolean {
  const document = bucket.settings["policy"];
  if (document === undefined) return false;
  const { arn, roleArn, accountId } = request.principal;
  const account = [accountId, `arn:aws:iam::${accountId}:root`];
  const verdict = evaluate(JSON.parse(document) as Policy, {
    principal: { AWS: [arn, ...(roleArn === undefined ? [] : [roleArn]), ...account] },
    action,
    resource: resourceOf(request),
    context: { "aws:SecureTransport": "true", "aws:PrincipalArn": roleArn ?? arn },
  });
  return verdict === "deny";
}
