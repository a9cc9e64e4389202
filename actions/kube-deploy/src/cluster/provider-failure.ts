import { matchFailure } from "../../../lib/match-failure.ts";
import type { ObservedFailure } from "../../../lib/match-failure.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";
import { TerraformError } from "../../../lib/terraform/failures.ts";
import type { ClusterContext } from "./access-entry.ts";
import { RULES } from "./failure.ts";

/** Whether a provider said it that talks to the API server; the same words of another one are about something else. */
const isOfCluster = ({ provider = "" }: ObservedFailure): boolean =>
  /^(?:kubernetes|helm|kubectl)(?:-|$)/.test(provider);

const WAITED =
  /Waiting for rollout to finish|exceeded its progress deadline|Waiting for (?:.* )?(?:replicas|StatefulSet|DaemonSet)|job: .* is not in complete state/i;

/** Whether Terraform's provider gave up waiting for pods. Its words never say why they are not ready. */
export const waitedForRollout = (error: ActionError): boolean =>
  error instanceof TerraformError &&
  error.failures.some(
    (failure) => isOfCluster(failure) && WAITED.test(`${failure.summary}\n${failure.detail ?? ""}`),
  );

/**
 * An error of plan or apply that a Kubernetes provider reports, with its cause in the cluster and the fix; the text of
 * terraform stays as its detail. Every other error comes back unchanged.
 */
export function withClusterCause(error: ActionError, cluster: ClusterContext): ActionError {
  // An error with a reason of its own is explained already.
  if (!(error instanceof TerraformError) || !/^(?:plan|apply)-failed$/.test(error.reason))
    return error;
  const [first] = error.failures;
  if (first === undefined || !isOfCluster(first)) return error;
  const known = matchFailure(RULES, { ...first, cluster });
  if (known === undefined) return error;
  const { message, detail } = error;
  return new ActionError({
    message,
    ...known,
    ...(detail === undefined ? {} : { detail }),
    cause: error,
  });
}
