import { readApprovals } from "../../../lib/github/approvals.ts";
import { orderCommits } from "../../../lib/releases/ancestry.ts";
import type { CommitOrders } from "../../../lib/releases/commit-order.ts";
import {
  readCurrent,
  timeAfter,
  withFailure,
  withHold,
  withLiveRelease,
  writeCurrent,
} from "../../../lib/releases/current.ts";
import type { Current, Hold } from "../../../lib/releases/current.ts";
import type { ReadDocument } from "../../../lib/releases/documents.ts";
import { requireLease } from "../../../lib/releases/held-lease.ts";
import { appendHistory } from "../../../lib/releases/history.ts";
import { holderOf } from "../../../lib/releases/holder.ts";
import { createRecord } from "../../../lib/releases/record.ts";
import type { ReleaseRecord } from "../../../lib/releases/record.ts";
import type { Store } from "../../../lib/releases/store.ts";
import type { ActionError } from "../../../lib/runtime/errors.ts";
import { messageOf } from "../../../lib/runtime/errors.ts";
import type { RootModule } from "../../../lib/terraform/root-module.ts";
import type { Inputs } from "../contract.ts";
import type { Release } from "../report/release.ts";
import { contentOf } from "./content.ts";
import { keepsReleases, openStoreOf } from "./store.ts";
import { readWorkspace, storeWorkspace } from "./workspace.ts";
import type { WorkspaceFiles } from "./workspace.ts";

/** A deployment to record: what was live before it, and the files that it applies. */
export interface Recording {
  inputs: Inputs;
  rootModule: RootModule;
  store: Store;
  /** The live release before this deployment; undefined = nothing was recorded yet. */
  before: ReadDocument<Current> | undefined;
  kubernetes: WorkspaceFiles;
  /** Undefined = `infrastructure-directory` is not given. */
  infrastructure: WorkspaceFiles | undefined;
}

/**
 * Reads what a release record needs, before anything is changed: what is live, and the files.
 * @returns undefined if releases are not recorded
 * @throws ActionError `not-recordable`, `variable-file-missing`, and as `Store.read`
 */
export async function startRecording(
  inputs: Inputs,
  rootModule: RootModule,
): Promise<Recording | undefined> {
  if (inputs.command !== "deploy" || !keepsReleases(inputs)) return undefined;
  const { infrastructureDirectory, infrastructureVariableFiles } = inputs;
  const store = await openStoreOf(inputs, rootModule);
  return {
    inputs,
    rootModule,
    store,
    before: await readCurrent(store),
    kubernetes: await readWorkspace(inputs.workingDirectory, inputs.variableFiles, rootModule),
    infrastructure:
      infrastructureDirectory === undefined
        ? undefined
        : await readWorkspace(infrastructureDirectory, infrastructureVariableFiles, rootModule),
  };
}

/**
 * Records a verified release: files, record, what is live, history. If nothing of a release was seen running, it is not
 * verified: only the outcome is recorded.
 * @returns the release with the id of its record
 * @throws ActionError `lease-lost`, and as `Store.read`
 */
export async function recordRelease(recording: Recording, release: Release): Promise<Release> {
  const { inputs, rootModule, store, before, kubernetes, infrastructure } = recording;
  const { job } = rootModule;
  const { status } = release;
  if (status === "unverified") {
    await recordOutcome(recording, { status });
    return release;
  }
  await requireLease(rootModule);
  const workspaces = {
    kubernetes: await storeWorkspace(store, kubernetes),
    ...(infrastructure && { infrastructure: await storeWorkspace(store, infrastructure) }),
  };
  const record = await createRecord(
    store,
    contentOf(inputs, {
      release: { ...release, status },
      workspaces,
      approvals: await readApprovals(inputs.environment, inputs.githubToken, job),
      run: holderOf(job.context),
      verifiedAt: timeAfter(before?.value, await store.now()),
    }),
  );
  await setLive({ inputs, rootModule, store, before }, record);
  job.log.info(`recorded as ${store.address}/releases/${record.id}.json`);
  return { ...release, id: record.id };
}

/** What is needed to record what is live. */
type Recorded = Pick<Recording, "inputs" | "rootModule" | "store" | "before">;

/**
 * Records that a recorded release is live and verified.
 * @param hold stops later deployments; default: an existing hold stays
 * @throws ActionError `lease-lost`, and as `Store.read`
 */
export async function setLive(
  { rootModule, store, before }: Recorded,
  record: ReleaseRecord,
  hold?: Hold,
): Promise<void> {
  const { job } = rootModule;
  const by = holderOf(job.context);
  await requireLease(rootModule);
  const orders = await ordersOf(record.commit, before?.value, rootModule);
  const now = new Date(await store.now());
  const live = withLiveRelease(before?.value, record, orders, now, by);
  await writeCurrent(store, hold === undefined ? live : withHold(live, hold, by), before);
  const { status, id } = record;
  await appendHistory(store, by, { kind: "outcome", status, live: id });
}

/** Returns the order of the commits. In a checkout without history it is not known, so refused commits stay refused. */
async function ordersOf(
  commit: string,
  before: Current | undefined,
  { job }: RootModule,
): Promise<CommitOrders> {
  const refused = (before?.refused ?? []).map((one) => one.commit);
  try {
    return await orderCommits(commit, refused, job);
  } catch (error) {
    job.log.notice(
      `releases that failed earlier stay refused, because the order of the commits is not known: ${messageOf(error)}`,
    );
    return new Map();
  }
}

/** The outcome of a deployment that did not give a verified release. */
interface Outcome {
  status: "unverified" | "failed" | "rolled-back";
  failure?: ActionError;
  /** The verified release that runs again. */
  rolledBackTo?: ReleaseRecord | undefined;
}

/**
 * Records an outcome. If the deployment was rolled back, also records that its commit is refused from now on.
 * @throws ActionError `lease-lost`, and as `Store.read`
 */
async function recordOutcome(
  { inputs, rootModule, store, before }: Recorded,
  { status, failure, rolledBackTo }: Outcome,
): Promise<void> {
  const { context } = rootModule.job;
  const by = holderOf(context);
  await requireLease(rootModule);
  const now = timeAfter(before?.value, await store.now());
  const failureReason = failure?.reason ?? "unknown";
  const failed = {
    commit: inputs.commit ?? context.headSha,
    run: by.run,
    since: now.toISOString(),
  };
  const left = {
    ...(rolledBackTo === undefined ? {} : { refused: { ...failed, failureReason } }),
    ...(inputs.forwardOnly && failure !== undefined ? { forwardOnly: failed } : {}),
  };
  await writeCurrent(store, withFailure(before?.value, left, now, by), before);
  await appendHistory(store, by, {
    kind: "outcome",
    status,
    ...(rolledBackTo === undefined ? {} : { live: rolledBackTo.id }),
    ...(failure === undefined ? {} : { failureReason, detail: failure.message }),
  });
}

/**
 * Records that the infrastructure was changed but the Kubernetes workspace was not: the running release stays live. If
 * the record cannot be written, there is only a warning.
 */
export async function recordPartial(
  { rootModule, store, before }: Recorded,
  { reason: failureReason, message: detail }: ActionError,
): Promise<void> {
  const { job } = rootModule;
  const { release, liveSince } = before?.value ?? {};
  const live = release === undefined || liveSince === undefined ? {} : { live: release };
  try {
    await appendHistory(store, holderOf(job.context), {
      kind: "outcome",
      status: "partial",
      failureReason,
      detail,
      ...live,
    });
  } catch (error) {
    job.log.warning(`the outcome is not recorded in ${store.address}: ${messageOf(error)}`);
  }
}

/**
 * Records that a deployment failed. If the record cannot be written, there is only a warning, because the job reports
 * the failure itself.
 */
export async function recordFailure(
  recorded: Recorded,
  failure: ActionError,
  rolledBackTo?: ReleaseRecord,
): Promise<void> {
  const status = rolledBackTo === undefined ? "failed" : "rolled-back";
  try {
    await recordOutcome(recorded, { status, failure, rolledBackTo });
  } catch (error) {
    recorded.rootModule.job.log.warning(
      `the failure is not recorded in ${recorded.store.address}: ${messageOf(error)}`,
    );
  }
}
