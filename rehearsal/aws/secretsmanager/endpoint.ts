import type { Exchange, Reply } from "../../base/http.ts";
import { AwsError, notServed } from "../errors.ts";
import { jsonReply, targetOf } from "../json-protocol.ts";
import { enter, type Regional } from "../regional.ts";

const OPERATION = "GetSecretValue";

/** Returns the name of the Secrets Manager call; undefined if the request is not one. */
export const secretsManagerOperationOf = (exchange: Exchange): string | undefined =>
  targetOf(exchange, "secretsmanager");

/** Serves GetSecretValue, the only Secrets Manager call that the actions make. */
export async function serveSecretsManager(exchange: Exchange, context: Regional): Promise<Reply> {
  const { body, place, requireAllowed } = await enter(exchange, "secretsmanager", context);
  const name = secretsManagerOperationOf(exchange) ?? exchange.header("x-amz-target");
  if (name !== OPERATION) throw notServed(`secretsmanager:${name}`);
  const { secretId, ...query } = inputOf(body);
  const { secrets } = place;
  // If the secret does not exist, AWS names the requested id.
  requireAllowed(OPERATION, secrets.find(secretId) ?? secretId, 400);
  return jsonReply(200, secrets.getValue(secretId, query));
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

/** Renders a refusal in the JSON 1.1 protocol. */
export function secretsManagerFailure({ code, message, status }: AwsError): Reply {
  // AWS writes `Message` if a policy refuses the call, and `message` otherwise.
  const text = code === "AccessDeniedException" ? { Message: message } : { message };
  return jsonReply(status, { __type: code, ...text });
}
