import { matchFailure } from "../../../lib/match-failure.ts";
import type { ObservedFailure } from "../../../lib/match-failure.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";
import { TerraformError } from "../../../lib/terraform/failures.ts";
import type { ClusterContext } from "./access-entry.ts";
import { WEBHOOK_UNAVAILABLE } from "../diagnosis/refusals.ts";
import { RULES } from "./failure.ts";

/** Whether a provider said it that talks to the API server; the same words of another one are about something else. */
const isOfCluster = ({ provider = "" }: ObservedFailure): boolean =>
  /^(?:kubernetes|helm|kubectl)(?:-|$)/.test(provider);

/** No other program says this, so it is the API server's also in an error that names no resource. */
const wordsOfServer = ({ provider, summary }: ObservedFailure): string =>
  provider === undefined && /^Internal error occurred: failed calling webhook "/.test(summary)
    ? summary
    : "";

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
  if (first === undefined) return error;
  const known = isOfCluster(first)
    ? matchFailure(RULES, { ...first, cluster })
    : matchFailure([WEBHOOK_UNAVAILABLE], { origin: "provider", summary: wordsOfServer(first) });
  if (known === undefined) return error;
  const { message, detail } = error;
  return new ActionError({
    message,
    ...known,
    ...(detail === undefined ? {} : { detail }),
    cause: error,
  });
}
