import { requireLease } from "../../lib/releases/held-lease.ts";
import type { ActionError } from "../../lib/runtime/errors.ts";
import type { State } from "../../lib/terraform/state.ts";
import { applyPlan } from "../../lib/terraform/apply.ts";
import type { Planned } from "../../lib/terraform/plan.ts";
import { readState } from "../../lib/terraform/read.ts";
import type { RootModule } from "../../lib/terraform/root-module.ts";
import type { KubernetesClient } from "./api/client.ts";
import type { ClusterContext } from "./cluster/access-entry.ts";
import { checkRights } from "./cluster/preflight.ts";
import {
  onlyWaitedForRollout,
  waitedForRollout,
  withClusterCause,
} from "./cluster/provider-failure.ts";
import type { Inputs } from "./contract.ts";
import { planWorkspace } from "./plan/workspace.ts";
import { workloadsOf } from "./workloads/workloads.ts";

/** The state of the workspace after `deploy` has applied it, or as `verify` has read it. */
export interface AppliedState {
  state: State;
  /** Terraform gave up waiting for a rollout. Only the cluster knows the reason, so the rollout is watched next. */
  waitError: ActionError | undefined;
  /** False: nothing was applied, so what was wrong before still is. */
  changed: boolean;
}

/** How far a deployment came. A failure before it began has changed nothing. */
export interface Progress {
  began: boolean;
  /** Something in the cluster is different now, or may be. */
  changed: boolean;
}

/** What accompanies an apply. */
export interface Accompaniment {
  progress: Progress;
  /** Refuses a plan by throwing, before anything is changed. */
  checkPlan: (rootModule: RootModule, planned: Planned) => Promise<void> | void;
  /** What is done between the apply and the watch of the rollout. */
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
  { progress, checkPlan }: Accompaniment,
): Promise<AppliedState> {
  const planned = await planWorkspace(rootModule, inputs, where);
  const workloads = workloadsOf({ values: planned.plan.planned_values ?? {} });
  await checkRights(client, workloads, where);
  await checkPlan(rootModule, planned);
  if (!planned.changed) {
    progress.began = true;
    rootModule.job.log.info("No changes. What runs is verified all the same.");
    return { state: await readState(rootModule), waitError: undefined, changed: false };
  }
  await requireLease(rootModule);
  progress.began = true;
  const { done, error } = await applyPlan(rootModule, planned.file);
  progress.changed = error === undefined || done.length > 0 || waitedForRollout(error);
  if (error !== undefined && !onlyWaitedForRollout(error)) throw withClusterCause(error, where);
  return { state: await readState(rootModule), waitError: error, changed: true };
}
