import type { Exchange, Reply } from "../../base/http.ts";
import { type AwsError, notServed } from "../errors.ts";
import { jsonReply, targetOf } from "../json-protocol.ts";
import { enter, type Regional } from "../regional.ts";
import { ECR_OPERATIONS, type Input } from "./operations.ts";
import type { Repositories } from "./repositories.ts";

/** The call's name; undefined when it is not ECR's. */
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

/** The repositories that a request names, each of which has to be allowed; "*" when it names none. */
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

/** A refusal in the form of the JSON 1.1 protocol. */
export function ecrFailure({ code, message, status }: AwsError): Reply {
  return jsonReply(status, { __type: code, message });
}
