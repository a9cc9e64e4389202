import type { Reply } from "../../base/http.ts";
import { AwsError } from "../errors.ts";
import { evaluate, policyProblems, type Policy } from "../policy.ts";
import { childText, parseXml } from "../xml.ts";
import { DEFAULTS, type Bucket } from "./buckets.ts";
import { xmlReply, type S3Request } from "./request.ts";

interface Setting {
  /** Root element of its document. */
  root: string;
  /** What GET says when there is none. */
  missing: [code: string, message: string];
}

/** Settings that are kept as the very document a client put. */
export const SETTINGS: Record<string, Setting> = {
  encryption: {
    root: "ServerSideEncryptionConfiguration",
    missing: [
      "ServerSideEncryptionConfigurationNotFoundError",
      "The server side encryption configuration was not found",
    ],
  },
  publicAccessBlock: {
    root: "PublicAccessBlockConfiguration",
    missing: [
      "NoSuchPublicAccessBlockConfiguration",
      "The public access block configuration was not found",
    ],
  },
  ownershipControls: {
    root: "OwnershipControls",
    missing: ["OwnershipControlsNotFoundError", "The bucket ownership controls were not found"],
  },
  lifecycle: {
    root: "LifecycleConfiguration",
    missing: ["NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist"],
  },
  tagging: { root: "Tagging", missing: ["NoSuchTagSet", "The TagSet does not exist"] },
};

export function putSetting({ body, buckets }: S3Request, bucket: Bucket, name: string): Reply {
  const document = body.toString("utf8");
  const { name: root } = wellFormed(document);
  if (root !== SETTINGS[name]?.root) throw malformed();
  bucket.settings[name] = document;
  buckets.save();
  return { status: name === "tagging" ? 204 : 200 };
}

export function getSetting(bucket: Bucket, name: string): Reply {
  const document = bucket.settings[name];
  if (document !== undefined)
    return { status: 200, headers: { "content-type": "application/xml" }, body: document };
  const [code, message] = SETTINGS[name]?.missing ?? ["NoSuchConfiguration", "There is none"];
  throw new AwsError(code, 404, message, { BucketName: bucket.name });
}

export function deletePolicyOrSetting({ buckets }: S3Request, bucket: Bucket, name: string): Reply {
  Reflect.deleteProperty(bucket.settings, name);
  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketEncryption.html: back to SSE-S3, never to nothing.
  if (name === "encryption") bucket.settings["encryption"] = DEFAULTS.encryption;
  buckets.save();
  return { status: 204 };
}

export function putVersioning({ body, buckets }: S3Request, bucket: Bucket): Reply {
  const status = childText(wellFormed(body.toString("utf8")), "Status");
  if (status !== "Enabled" && status !== "Suspended") throw malformed();
  bucket.versioning = status;
  buckets.save();
  return { status: 200 };
}

export function getVersioning(bucket: Bucket): Reply {
  const status = bucket.versioning === "" ? undefined : bucket.versioning;
  return xmlReply("VersioningConfiguration", { Status: status });
}

export function putPolicy({ body, buckets }: S3Request, bucket: Bucket): Reply {
  const document = body.toString("utf8");
  const policy = policyOf(document);
  const blocks = bucket.settings["publicAccessBlock"] ?? "";
  if (/<BlockPublicPolicy>true/.test(blocks) && isPublic(policy))
    throw new AwsError(
      "AccessDenied",
      403,
      "User is not authorized to perform: s3:PutBucketPolicy because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.",
    );
  bucket.settings["policy"] = document;
  buckets.save();
  return { status: 204 };
}

export function getPolicy(bucket: Bucket): Reply {
  const document = bucket.settings["policy"];
  if (document === undefined)
    throw new AwsError("NoSuchBucketPolicy", 404, "The bucket policy does not exist", {
      BucketName: bucket.name,
    });
  return { status: 200, headers: { "content-type": "application/json" }, body: document };
}

/**
 * Whether the bucket's own policy forbids this. Loopback stands for the TLS endpoint of S3, so `aws:SecureTransport`
 * is true here: a TLS-only policy takes effect on nobody.
 */
export function deniedByPolicy(bucket: Bucket, request: S3Request, action: string): boolean {
  const document = bucket.settings["policy"];
  if (document === undefined) return false;
  const { principal, key, query } = request;
  const arn = `arn:aws:s3:::${bucket.name}`;
  const names = [principal.arn, ...(principal.roleArn === undefined ? [] : [principal.roleArn])];
  const account = [principal.accountId, `arn:aws:iam::${principal.accountId}:root`];
  const verdict = evaluate(JSON.parse(document) as Policy, {
    principal: { AWS: [...names, ...account] },
    action,
    resource: key === "" ? arn : `${arn}/${key}`,
    context: {
      "aws:SecureTransport": "true",
      "aws:PrincipalArn": principal.roleArn ?? principal.arn,
      "aws:PrincipalAccount": principal.accountId,
      "s3:prefix": query.get("prefix") ?? undefined,
      "s3:TlsVersion": "1.3",
    },
  });
  return verdict === "deny";
}

function policyOf(document: string): Policy {
  const problem = (message: string) => new AwsError("MalformedPolicy", 400, message);
  let policy: Policy;
  try {
    policy = JSON.parse(document) as Policy;
  } catch {
    throw problem("Policies must be valid JSON and the first byte must be '{'");
  }
  if (typeof policy !== "object" || !("Statement" in policy))
    throw problem("Missing required field Statement");
  const problems = policyProblems(policy);
  if (problems.length > 0) throw problem(`Invalid policy: unsupported ${problems.join(", ")}`);
  return policy;
}

function isPublic({ Statement }: Policy): boolean {
  return [Statement].flat().some(({ Effect, Principal, Condition }) => {
    const everybody =
      Principal === "*" || (Principal !== undefined && [Principal["AWS"]].flat().includes("*"));
    return Effect === "Allow" && everybody && Condition === undefined;
  });
}

function wellFormed(document: string): ReturnType<typeof parseXml> {
  try {
    return parseXml(document);
  } catch {
    throw malformed();
  }
}

function malformed(): AwsError {
  return new AwsError(
    "MalformedXML",
    400,
    "The XML you provided was not well-formed or did not validate against our published schema",
  );
}
