import { json, type Exchange, type Reply } from "../../base/http.ts";
import { authenticate } from "../authentication.ts";
import { AwsError, notServed } from "../errors.ts";
import type { Keys } from "../keys.ts";
import type { Places } from "../places.ts";
import type { Roles } from "../sts/roles.ts";

export interface SecretsManagerContext {
  keys: Keys;
  roles: Roles;
  places: Places;
}

const TARGET = "secretsmanager.";
const TYPE = "application/x-amz-json-1.1";
const OPERATION = "GetSecretValue";

/** The call's name from its target header; undefined when it is not Secrets Manager's. */
export function secretsManagerOperationOf(exchange: Exchange): string | undefined {
  const target = exchange.header("x-amz-target");
  return target.startsWith(TARGET) ? target.slice(TARGET.length) : undefined;
}

/** The actions read values; they make no other call. */
export async function serveSecretsManager(
  exchange: Exchange,
  { keys, roles, places }: SecretsManagerContext,
): Promise<Reply> {
  const { principal, region, body } = await authenticate(exchange, "secretsmanager", keys);
  const name = secretsManagerOperationOf(exchange) ?? exchange.header("x-amz-target");
  if (name !== OPERATION) throw notServed(`secretsmanager:${name}`);
  const { secretId, ...query } = inputOf(body);
  const { secrets } = await places.open({ accountId: principal.accountId, region });
  // Of a secret that does not exist, AWS names what was asked for.
  const resource = secrets.find(secretId) ?? secretId;
  const action = `secretsmanager:${OPERATION}`;
  const denial = roles.denial(principal, { action, resource, context: {} });
  if (denial !== undefined) throw new AwsError("AccessDeniedException", 400, denial);
  return json(200, secrets.getValue(secretId, query), {}, TYPE);
}

function inputOf(body: Buffer): { secretId: string; stage?: string; id?: string } {
  const input = JSON.parse(body.toString("utf8") || "{}") as Record<string, unknown>;
  const textOf = (name: string) => {
    const value = input[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const secretId = textOf("SecretId");
  if (secretId === undefined)
    throw new AwsError(
      "ValidationException",
      400,
      "1 validation error detected: Value null at 'secretId' failed to satisfy constraint: Member must not be null",
    );
  const [stage, id] = [textOf("VersionStage"), textOf("VersionId")];
  return {
    secretId,
    ...(stage === undefined ? {} : { stage }),
    ...(id === undefined ? {} : { id }),
  };
}

/** A refusal in the form of the JSON 1.1 protocol. */
export function secretsManagerFailure({ code, message, status }: AwsError): Reply {
  // AWS writes `Message` where a policy refuses, and `message` elsewhere.
  const text = code === "AccessDeniedException" ? { Message: message } : { message };
  return json(status, { __type: code, ...text }, {}, TYPE);
}
