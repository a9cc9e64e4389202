import { messageOf, serviceError } from "../../../lib/runtime/errors.ts";
import type { ActionError } from "../../../lib/runtime/errors.ts";
import { statementFor } from "../docker/failure.ts";

/** The name under which the ECR API throws; "" for anything else. */
export const nameOf = (error: unknown): string => (error instanceof Error ? error.name : "");

/**
 * An answer of the ECR API as an error with its fix. AWS names the missing action and the resource in its sentence;
 * the statement is made from them.
 */
export function explainEcr(error: unknown, doing: string): ActionError {
  const message = messageOf(error);
  const denied = /not authorized to perform:? (ecr:\w+)(?: on resource:? (arn:\S+))?/.exec(message);
  if (denied !== null || /AccessDenied/.test(nameOf(error)))
    return serviceError({
      reason: "access-denied",
      message: `AWS refused ${doing}: ${message}`,
      fix:
        denied === null
          ? "compare the role's policy with Permissions in the README of this action"
          : `add to the role's policy: ${statementFor(denied[1] ?? "", denied[2] ?? "")}`,
      cause: error,
    });
  return serviceError({
    reason: "ecr-error",
    message: `ECR failed at ${doing}: ${nameOf(error)}: ${message}`,
    fix: "run the job again; https://health.aws.amazon.com tells whether ECR has trouble in this region",
    cause: error,
  });
}
