import { ActionError } from "../../../lib/runtime/errors.ts";
import { TerraformError } from "../../../lib/terraform/failures.ts";
import { commandsFor } from "../../../lib/terraform/program.ts";
import { waitedForHelm } from "../cluster/provider-failure.ts";
import type { WatchedState } from "../watched.ts";

/** Returns what failed although all workloads are healthy; undefined if nothing failed. */
export function failureBeside({
  waitError,
  undeployed = [],
  heard = [],
}: Partial<Pick<WatchedState, "waitError" | "undeployed" | "heard">>): ActionError | undefined {
  const said = heard.length === 0 ? "" : `. While Helm waited: ${heard.join("; ")}`;
  if (undeployed.length > 0) return undeployedError(undeployed, said, waitError);
  if (waitError === undefined) return undefined;
  return waitedForHelm(waitError)
    ? healthyAfterHelm(waitError, said)
    : healthyAfterWaitError(waitError);
}

const undeployedError = (
  undeployed: readonly string[],
  said: string,
  waitError: ActionError | undefined,
): ActionError =>
  new ActionError({
    reason: "helm-release-not-deployed",
    message: `${undeployed.join(". ")}${said}`,
    fix: "correct what the message names, and deploy again",
    ...(waitError?.detail === undefined ? {} : { detail: waitError.detail }),
    outputs: { status: "failed" },
  });

/**
 * Returns the error after Helm rolled the release back (`atomic`), or after the workloads became ready when Helm had
 * already given up.
 */
const healthyAfterHelm = (waitError: ActionError, said: string): ActionError =>
  new ActionError({
    reason: waitError.reason,
    message: `${waitError.message}. The workloads that run now are healthy, and the Helm release is deployed: Helm has put the previous revision back, or somebody else has${said}`,
    fix: "correct what the new revision changed, and deploy again. With atomic = false on the helm_release, failed objects stay in the cluster, and are diagnosed here",
    ...(waitError.detail === undefined ? {} : { detail: waitError.detail }),
    outputs: { status: "failed" },
  });

/**
 * Returns the error if all workloads are healthy, but Terraform recorded a failure: its next plan would replace what it
 * created.
 */
const healthyAfterWaitError = (waitError: ActionError): ActionError =>
  new ActionError({
    reason: "healthy-after-wait",
    message: `all workloads are healthy now, but the provider had stopped waiting for them: ${waitError.message}`,
    fix: commandsFor(
      waitError instanceof TerraformError ? waitError.tool : "terraform",
      "a resource that was just created is tainted now and would be replaced: run `terraform untaint ADDRESS` first. Set wait_for_rollout = false in the workspace, because kube-deploy itself waits",
    ),
    ...(waitError.detail === undefined ? {} : { detail: waitError.detail }),
    outputs: { status: "failed" },
  });
