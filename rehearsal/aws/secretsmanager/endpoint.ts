import type { Exchange, Reply } from "../../base/http.ts";
import { AwsError, notServed } from "../errors.ts";
import { jsonReply, targetOf } from "../json-protocol.ts";
import { enter, type Regional } from "../regional.ts";

const OPERATION = "GetSecretValue";

/** The call's name; undefined when it is not Secrets Manager's. */
export const secretsManagerOperationOf = (exchange: Exchange): string | undefined =>
  targetOf(exchange, "secretsmanager");

/** The actions read values; they make no other call. */
export async function serveSecretsManager(exchange: Exchange, context: Regional): Promise<Reply> {
  const { body, place, requireAllowed } = await enter(exchange, "secretsmanager", context);
  const name = secretsManagerOperationOf(exchange) ?? exchange.header("x-amz-target");
  if (name !== OPERATION) throw notServed(`secretsmanager:${name}`);
  const { secretId, ...query } = inputOf(body);
  const { secrets } = place;
  // Of a secret that does not exist, AWS names what was asked for.
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

/** A refusal in the form of the JSON 1.1 protocol. */
export function secretsManagerFailure({ code, message, status }: AwsError): Reply {
  // AWS writes `Message` where a policy refuses, and `message` elsewhere.
  const text = code === "AccessDeniedException" ? { Message: message } : { message };
  return jsonReply(status, { __type: code, ...text });
}
