import { requireLease } from "../../lib/releases/held-lease.ts";
import type { ActionError } from "../../lib/runtime/errors.ts";
import type { State } from "../../lib/terraform/state.ts";
import { applyPlan } from "../../lib/terraform/apply.ts";
import type { Applied } from "../../lib/terraform/apply.ts";
import type { Planned } from "../../lib/terraform/plan.ts";
import { readState } from "../../lib/terraform/read.ts";
import type { RootModule } from "../../lib/terraform/root-module.ts";
import type { Accompanied } from "../../lib/terraform/run-with-events.ts";
import type { KubernetesClient } from "./api/client.ts";
import type { ClusterContext } from "./cluster/access-entry.ts";
import { interruptionOf } from "./apply-watch/interruption.ts";
import type { Interruption } from "./apply-watch/interruption.ts";
import { waitedReleases } from "./apply-watch/releases.ts";
import { waitedWorkloads } from "./apply-watch/waited.ts";
import { watchApply, watchReleases } from "./apply-watch/watch.ts";
import type { ApplyWatch, ReleaseWatch } from "./apply-watch/watch.ts";
import { checkRights } from "./cluster/preflight.ts";
import {
  errorsBesideWaiting,
  onlyWaitedForRollout,
  waitedForRollout,
  withClusterCause,
} from "./cluster/provider-failure.ts";
import type { Inputs } from "./contract.ts";
import { planWorkspace } from "./plan/workspace.ts";
import { lineOfStatus } from "./report/diagnosis.ts";
import { withPlannedReleases } from "./workloads/planned-releases.ts";
import { workloadsOf } from "./workloads/workloads.ts";

/** The state of the workspace after `deploy` applied it, or as `verify` read it. */
export interface AppliedState {
  state: State;
  /** Terraform gave up waiting for a rollout. Only the cluster knows the reason, so the rollout is watched next. */
  waitError: ActionError | undefined;
  /** What the workloads of Helm releases said while Helm waited for them, one line each; redacted. */
  heard?: string[];
  /** Set if the apply was interrupted while it waited: then the reason is known. */
  interruption?: Interruption;
  /** False = nothing was applied, so an earlier problem still exists. */
  changed: boolean;
}

/** How far a deployment got. If it failed before it began, nothing has changed. */
export interface Progress {
  began: boolean;
  /** Something in the cluster has changed, or may have. */
  changed: boolean;
  /** Everything is ready and was verified: only writing the record can fail after that. */
  verified?: boolean;
  /** Workloads that fail in a version that something else has made, as "Deployment shop/web". */
  overtaken?: readonly string[];
}

/** What runs before, during and after an apply. */
export interface Accompaniment {
  progress: Progress;
  /** Throws to refuse a plan before anything is changed. */
  checkPlan: (rootModule: RootModule, planned: Planned) => Promise<void> | void;
  /** Called between the apply and the watch of the rollout. */
  afterApply?: (state: State) => Promise<void>;
}

/** Applies the workspace, or only reads its state (`verify`). @throws ActionError */
export async function applyOrReadState(
  rootModule: RootModule,
  inputs: Inputs,
  client: KubernetesClient,
  where: ClusterContext,
  accompaniment: Accompaniment,
): Promise<AppliedState> {
  if (inputs.command !== "verify")
    return await applyWorkspace(rootModule, inputs, client, where, accompaniment);
  const state = await readState(rootModule);
  await checkRights(client, workloadsOf(state), where);
  return { state, waitError: undefined, changed: false };
}

/** Plans the workspace with the given images and applies exactly that plan. */
async function applyWorkspace(
  rootModule: RootModule,
  inputs: Inputs,
  client: KubernetesClient,
  where: ClusterContext,
  { progress, checkPlan, afterApply }: Accompaniment,
): Promise<AppliedState> {
  const planned = await planWorkspace(rootModule, inputs, where);
  const workloads = workloadsOf({ values: planned.plan.planned_values ?? {} });
  await checkRights(client, workloads, where);
  await checkPlan(rootModule, planned);
  if (!planned.changed) {
    progress.began = true;
    rootModule.job.log.info("No changes. The workloads that run are verified anyway.");
    return { state: await readState(rootModule), waitError: undefined, changed: false };
  }
  await requireLease(rootModule);
  const watch = await watchWhatIsWaitedFor(planned, { rootModule, inputs, client }, afterApply);
  progress.began = true;
  const { done, error, stopped, heard } = await applyBeside(watch, rootModule, planned);
  progress.changed =
    error === undefined || stopped !== undefined || done.length > 0 || waitedForRollout(error);
  // If the apply succeeded despite the interrupt, it is verified like any other. Other failure reasons take precedence
  // over the rollout's.
  if (stopped !== undefined && error?.reason === "apply-failed") {
    const interruption = interruptionOf(stopped, planned.plan, errorsBesideWaiting(error));
    const state = await readState(rootModule);
    return { state, waitError: error, changed: true, interruption };
  }
  if (error !== undefined && !onlyWaitedForRollout(error)) throw withClusterCause(error, where);
  const state = await readState(rootModule);
  return {
    state: withPlannedReleases(state, planned.plan),
    waitError: error,
    changed: true,
    heard,
  };
}

interface Workspace {
  rootModule: RootModule;
  inputs: Inputs;
  client: KubernetesClient;
}

/** What is watched during the apply. */
interface Watches {
  workloads: ApplyWatch;
  releases: ReleaseWatch;
}

/** Starts the watches during the apply. StatefulSets that a rollback only unblocks after the apply are left out. */
async function watchWhatIsWaitedFor(
  { plan }: Planned,
  { rootModule: { job }, inputs, client }: Workspace,
  afterApply: Accompaniment["afterApply"],
): Promise<Watches> {
  const isFreed = afterApply !== undefined && inputs.unstickStatefulsets;
  const waited = waitedWorkloads(plan).filter(
    ({ workload }) => !(isFreed && workload.kind === "StatefulSet"),
  );
  const options = { since: client.serverTime(), crashTolerance: inputs.crashTolerance };
  const [workloads, releases] = await Promise.all([
    watchApply(client, waited, options, job),
    watchReleases(client, waitedReleases(plan), options, job),
  ]);
  return { workloads, releases };
}

async function applyBeside(
  { workloads, releases }: Watches,
  rootModule: RootModule,
  planned: Planned,
): Promise<Applied & { stopped: Interruption["rollout"] | undefined; heard: string[] }> {
  const { redact } = rootModule.job.redactor;
  const beside: Accompanied = {
    onEvent: (event) => {
      workloads.onEvent?.(event);
      releases.onEvent?.(event);
    },
    ...(workloads.stop === undefined ? {} : { stop: workloads.stop }),
  };
  try {
    const applied = await applyPlan(rootModule, planned, {}, beside);
    const stopped = await workloads.end();
    const heard = await releases.end();
    return { ...applied, stopped, heard: heard.map((status) => lineOfStatus(status, redact)) };
  } catch (error) {
    await Promise.all([workloads.end(), releases.end()]);
    throw error;
  }
}
