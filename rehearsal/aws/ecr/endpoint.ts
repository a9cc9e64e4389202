import { json, type Exchange, type Reply } from "../../base/http.ts";
import { authenticate } from "../authentication.ts";
import { AwsError } from "../errors.ts";
import type { Keys, Principal } from "../keys.ts";
import type { Roles } from "../sts/roles.ts";
import { ECR_OPERATIONS } from "./operations.ts";
import type { Repositories } from "./repositories.ts";
import type { Input } from "./shapes.ts";

export interface EcrContext {
  keys: Keys;
  roles: Roles;
  repositories: Repositories;
}

const TARGET = "AmazonEC2ContainerRegistry_V20150921.";
const TYPE = "application/x-amz-json-1.1";

/** The call's name from its target header; undefined when it is not ECR's. */
export function ecrOperationOf(exchange: Exchange): string | undefined {
  const target = exchange.header("x-amz-target");
  return target.startsWith(TARGET) ? target.slice(TARGET.length) : undefined;
}

export async function serveEcr(exchange: Exchange, context: EcrContext): Promise<Reply> {
  const { principal, body } = await authenticate(exchange, "ecr", context.keys);
  const name = ecrOperationOf(exchange) ?? "";
  const operation = Object.hasOwn(ECR_OPERATIONS, name) ? ECR_OPERATIONS[name] : undefined;
  if (operation === undefined)
    throw new AwsError("UnknownOperationException", 400, `The rehearsal's ECR has no ${name}.`);
  const input = inputOf(body);
  allow(name, input, principal, context);
  return json(200, await operation(input, context.repositories), {}, TYPE);
}

function inputOf(body: Buffer): Input {
  try {
    return JSON.parse(body.toString("utf8") || "{}") as Input;
  } catch {
    throw new AwsError("SerializationException", 400, "The request's body is no JSON.");
  }
}

function allow(name: string, input: Input, principal: Principal, context: EcrContext): void {
  if (principal.roleArn === undefined) return;
  const { accountId, region } = context.repositories;
  const repository = input["repositoryName"];
  const resource =
    typeof repository === "string"
      ? `arn:aws:ecr:${region}:${accountId}:repository/${repository}`
      : "*";
  const action = `ecr:${name}`;
  if (context.roles.permits(principal.roleArn, { action, resource, context: {} })) return;
  throw new AwsError(
    "AccessDeniedException",
    400,
    `User: ${principal.arn} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
  );
}

/** A refusal in the form of the JSON 1.1 protocol. */
export function ecrFailure({ code, message, status }: AwsError): Reply {
  return json(status, { __type: code, message }, {}, TYPE);
}
