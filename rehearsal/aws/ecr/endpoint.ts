import { json, type Exchange, type Reply } from "../../base/http.ts";
import { authenticate } from "../authentication.ts";
import { AwsError, notServed } from "../errors.ts";
import type { Keys } from "../keys.ts";
import type { Places } from "../places.ts";
import type { Roles } from "../sts/roles.ts";
import { ECR_OPERATIONS, type Input } from "./operations.ts";
import type { Repositories } from "./repositories.ts";

export interface EcrContext {
  keys: Keys;
  roles: Roles;
  places: Places;
}

const TARGET = "AmazonEC2ContainerRegistry_V20150921.";
const TYPE = "application/x-amz-json-1.1";

/** The call's name from its target header; undefined when it is not ECR's. */
export function ecrOperationOf(exchange: Exchange): string | undefined {
  const target = exchange.header("x-amz-target");
  return target.startsWith(TARGET) ? target.slice(TARGET.length) : undefined;
}

export async function serveEcr(exchange: Exchange, context: EcrContext): Promise<Reply> {
  const { keys, roles, places } = context;
  const { principal, region, body } = await authenticate(exchange, "ecr", keys);
  const { ecr: repositories } = await places.open({ accountId: principal.accountId, region });
  const name = ecrOperationOf(exchange) ?? exchange.header("x-amz-target");
  const operation = Object.hasOwn(ECR_OPERATIONS, name) ? ECR_OPERATIONS[name] : undefined;
  if (operation === undefined) throw notServed(`ecr:${name}`);
  const input = JSON.parse(body.toString("utf8") || "{}") as Input;
  for (const resource of resourcesOf(input, repositories)) {
    const denial = roles.denial(principal, { action: `ecr:${name}`, resource, context: {} });
    if (denial !== undefined) throw new AwsError("AccessDeniedException", 400, denial);
  }
  return json(200, await operation(input, repositories), {}, TYPE);
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
  return json(status, { __type: code, message }, {}, TYPE);
}
