import type { Exchange, Reply } from "../../base/http.ts";
import { type AwsError, notServed } from "../errors.ts";
import { jsonReply, targetOf } from "../json-protocol.ts";
import { enter, type Regional } from "../regional.ts";
import { ECR_OPERATIONS, type Input } from "./operations.ts";
import type { Repositories } from "./repositories.ts";

/** Returns the name of the ECR call; undefined if the request is not an ECR call. */
export const ecrOperationOf = (exchange: Exchange): string | undefined =>
  targetOf(exchange, "AmazonEC2ContainerRegistry_V20150921");

export async function serveEcr(exchange: Exchange, context: Regional): Promise<Reply> {
  const { body, place, requireAllowed } = await enter(exchange, "ecr", context);
  const { ecr: repositories } = place;
  const name = ecrOperationOf(exchange) ?? exchange.header("x-amz-target");
  const operation = Object.hasOwn(ECR_OPERATIONS, name) ? ECR_OPERATIONS[name] : undefined;
  if (operation === undefined) throw notServed(`ecr:${name}`);
  const input = JSON.parse(body.toString("utf8") || "{}") as Input;
  for (const resource of resourcesOf(input, repositories)) requireAllowed(name, resource, 400);
  return jsonReply(200, await operation(input, repositories));
}

/**
 * Returns the repositories that a request names, or "*" if it names none. The caller must be allowed to use each of
 * them.
 */
function resourcesOf(
  { repositoryName, repositoryNames = [] }: Input,
  { accountId, region }: Repositories,
): string[] {
  const names = repositoryName === undefined ? repositoryNames : [repositoryName];
  const arns = (Array.isArray(names) ? names : []).map(
    (name) => `arn:aws:ecr:${region}:${accountId}:repository/${String(name)}`,
  );
  return arns.length > 0 ? arns : ["*"];
}

/** Renders a refusal in the JSON 1.1 protocol. */
export function ecrFailure({ code, message, status }: AwsError): Reply {
  return jsonReply(status, { __type: code, message });
}
