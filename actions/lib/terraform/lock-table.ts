import { HttpClient } from "@actions/http-client";
import { STSClient } from "@aws-sdk/client-sts";
import { SignatureV4 } from "@smithy/signature-v4";
import { stsHost } from "../aws/partitions.ts";
import { backendClient } from "./backend-identity.ts";
import type { Opened } from "./backend-identity.ts";
import type { S3Backend } from "./backend.ts";
import { heldLock } from "./lock-info.ts";
import type { LockInfo } from "./lock-info.ts";

/** Milliseconds without a byte of an answer. */
const TIMEOUT = 30_000;

/** The item of a state's lock. https://developer.hashicorp.com/terraform/language/backend/s3#dynamodb-state-locking */
export const lockItem = ({ bucket, key }: Pick<S3Backend, "bucket" | "key">): string =>
  JSON.stringify({ LockID: { S: `${bucket}/${key}` } });

/**
 * The lock in a DynamoDB table; undefined = there is none. One signed request: the SDK's client for DynamoDB would be the
 * largest part of the bundle.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html
 * @throws Error when DynamoDB refuses
 */
export async function readLockTable(
  table: string,
  backend: S3Backend,
  opened: Opened,
): Promise<LockInfo | undefined> {
  const { environment } = opened;
  const address = new URL(
    backend.endpoints.dynamodb ??
      environment["AWS_ENDPOINT_URL_DYNAMODB"] ??
      environment["AWS_ENDPOINT_URL"] ??
      `https://${stsHost(backend.region).replace(/^sts\./, "dynamodb.")}`,
  );
  const body = JSON.stringify({
    TableName: table,
    Key: JSON.parse(lockItem(backend)) as object,
    ConsistentRead: true,
  });
  const headers = await sign(address, body, backend, opened);
  const client = new HttpClient("eks-pipeline", [], { socketTimeout: TIMEOUT });
  const response = await client.post(address.href, body, headers);
  const text = await response.readBody();
  if (response.message.statusCode !== 200) throw new Error(describeRefusal(text));
  const { Item } = JSON.parse(text) as { Item?: { Info?: { S?: string } } };
  return Item === undefined ? undefined : heldLock(Item.Info?.S ?? "");
}

async function sign(
  address: URL,
  body: string,
  backend: S3Backend,
  opened: Opened,
): Promise<Record<string, string>> {
  const { credentials, sha256 } = new STSClient(backendClient(backend, opened)).config;
  const { region } = backend;
  const signer = new SignatureV4({ service: "dynamodb", region, credentials, sha256 });
  const signed = await signer.sign({
    method: "POST",
    protocol: address.protocol,
    hostname: address.hostname,
    path: address.pathname,
    query: {},
    headers: {
      host: address.host,
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": "DynamoDB_20120810.GetItem",
    },
    body,
  });
  return signed.headers;
}

/** The sentence of a refusal, without the bytes around it. */
function describeRefusal(text: string): string {
  try {
    const { __type = "", message, Message } = JSON.parse(text) as Record<string, string>;
    return `${__type.split("#").at(-1) ?? ""}: ${message ?? Message ?? ""}`;
  } catch {
    return "DynamoDB answered with text that is not JSON";
  }
}
