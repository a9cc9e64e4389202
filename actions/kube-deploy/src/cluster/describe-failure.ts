import { permissionFix, statementFor } from "../../../lib/aws/refusal.ts";
import { observeSdkError } from "../../../lib/aws/sdk-error.ts";
import { serviceRules } from "../../../lib/aws/service-failures.ts";
import type { AwsSession } from "../../../lib/aws/session.ts";
import { matchFailure } from "../../../lib/match-failure.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";

const RULES = serviceRules("eks", "describe-cluster-failed", "EKS");

/**
 * Returns an error that says why EKS did not describe a cluster.
 * https://docs.aws.amazon.com/eks/latest/APIReference/API_DescribeCluster.html
 * @param error what the SDK threw
 * @param name of the cluster
 */
export function describeError(
  error: unknown,
  name: string,
  {
    region,
    accountId,
    partition,
    arn,
  }: Pick<AwsSession, "region" | "accountId" | "partition" | "arn">,
): ActionError {
  // An error of the credentials: no request was sent to EKS.
  if (error instanceof ActionError) return error;
  const failure = observeSdkError("eks", error);
  if (failure.code === "ResourceNotFoundException")
    return new ActionError({
      reason: "cluster-not-found",
      message: `there is no EKS cluster ${name} in ${region} of account ${accountId}`,
      fix: "correct cluster-name or aws-region, or apply the infrastructure workspace first",
      cause: error,
    });
  const resource = `arn:${partition}:eks:${region}:${accountId}:cluster/${name}`;
  const statement = statementFor({ action: "eks:DescribeCluster", resource });
  const allow = `add to the policy of ${arn}: ${statement}`;
  const fix = failure.code?.startsWith("AccessDenied")
    ? permissionFix(failure.summary, allow)
    : (matchFailure(RULES, failure)?.fix ??
      "run the job again; https://health.aws.amazon.com shows whether EKS has problems in this region");
  return new ActionError({
    reason: "describe-cluster-failed",
    message: `EKS did not describe cluster ${name}: ${failure.summary}`,
    fix,
    cause: error,
  });
}
