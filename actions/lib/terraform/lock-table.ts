import { configuredEndpoint } from "../aws/endpoint.ts";
import { sendJsonRequest } from "../aws/json-request.ts";
import { serviceHost } from "../aws/partitions.ts";
import { backendClient } from "./backend-identity.ts";
import type { Opened } from "./backend-identity.ts";
import type { S3Backend } from "./backend.ts";
import { heldLock } from "./lock-info.ts";
import type { LockInfo } from "./lock-info.ts";

/**
 * Returns the key of the item for a state's lock.
 * https://developer.hashicorp.com/terraform/language/backend/s3#dynamodb-state-locking
 */
export const lockItem = ({ bucket, key }: Pick<S3Backend, "bucket" | "key">): string =>
  JSON.stringify({ LockID: { S: `${bucket}/${key}` } });

/**
 * Reads the lock in a DynamoDB table; undefined = there is none.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html
 * @throws Error if DynamoDB refuses
 */
export async function readLockTable(
  table: string,
  backend: S3Backend,
  opened: Opened,
): Promise<LockInfo | undefined> {
  const { environment } = opened;
  const address = new URL(
    backend.endpoints.dynamodb ??
      configuredEndpoint("DYNAMODB", environment) ??
      `https://${serviceHost("dynamodb", backend.region, environment)}`,
  );
  const body = JSON.stringify({
    TableName: table,
    Key: JSON.parse(lockItem(backend)) as object,
    ConsistentRead: true,
  });
  const { status, text } = await sendJsonRequest(
    {
      address,
      service: "dynamodb",
      target: "DynamoDB_20120810.GetItem",
      version: "1.0",
      body,
    },
    backendClient(backend, opened),
  );
  if (status !== 200) throw new Error(describeRefusal(text));
  const { Item } = JSON.parse(text) as { Item?: { Info?: { S?: string } } };
  return Item === undefined ? undefined : heldLock(Item.Info?.S ?? "");
}

/** Returns the sentence of a refusal, without the bytes around it. */
function describeRefusal(text: string): string {
  try {
    const { __type = "", message, Message } = JSON.parse(text) as Record<string, string>;
    return `${__type.split("#").at(-1) ?? ""}: ${message ?? Message ?? ""}`;
  } catch {
    return "DynamoDB answered with text that is not JSON";
  }
}
