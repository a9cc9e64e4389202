import type { Job } from "../../lib/runtime/job.ts";
import { resourcesOf } from "../../lib/terraform/state.ts";
import type { State, StateResource } from "../../lib/terraform/state.ts";
import type { KubernetesClient } from "./api/client.ts";
import { ApiError } from "./api/errors.ts";
import type { AppliedState } from "./apply.ts";
import type { ClusterContext } from "./cluster/access-entry.ts";
import { givenUpByHelm } from "./cluster/provider-failure.ts";
import { explainClusterErrors } from "./cluster/explain-errors.ts";
import { checkRights } from "./cluster/preflight.ts";
import { findRelease } from "./workloads/find-release.ts";
import type { FoundRelease } from "./workloads/find-release.ts";
import { findWorkloads } from "./workloads/find.ts";
import { addObjects } from "./workloads/found-objects.ts";
import { secretsOf } from "./workloads/helm-release.ts";
import type { HelmRelease } from "./workloads/helm-release.ts";
import type { WantedWorkload } from "./workloads/input.ts";
import { NotFound, ReleaseNotFound } from "./workloads/not-found.ts";
import { nameOf, workloadsOf } from "./workloads/workloads.ts";
import type { CustomWorkload, Workload } from "./workloads/workloads.ts";

/** What is watched: an applied state, and the objects that were found in addition. */
export interface WatchedState extends AppliedState {
  custom: CustomWorkload[];
  /** Helm releases that are not deployed, one sentence each: healthy workloads do not prove that they are deployed. */
  undeployed: string[];
}

interface Site {
  client: KubernetesClient;
  where: ClusterContext;
  job: Job;
}

/** Returns everything that is watched, each workload once. */
export function watchedWorkloads({
  state,
  custom,
}: Pick<WatchedState, "state" | "custom">): Workload[] {
  const all = [...workloadsOf(state), ...custom];
  return [...new Map(all.map((workload) => [keyOf(workload), workload])).values()];
}

const keyOf = (workload: Workload): string => `${workload.custom?.group ?? ""} ${nameOf(workload)}`;

/**
 * Adds to a state the objects of its Helm releases, and the objects that the input `workloads` names.
 * @throws ActionError `workload-not-found`, and why the cluster cannot be read
 */
export async function addWatched(
  applied: AppliedState,
  wanted: readonly WantedWorkload[],
  site: Site,
): Promise<WatchedState> {
  const { client, where, job } = site;
  return await explainClusterErrors(where, async () => {
    const { state, releases: ofState, missing } = await addReleases(applied.state, site);
    const { objects, custom, releases: named } = await findWorkloads(client, wanted);
    const releases = [...ofState, ...named];
    for (const { release } of releases) reportRelease(release, job);
    // Any other missing release was not begun, or is stored elsewhere than in Secrets.
    const givenUp = givenUpByHelm(applied.waitError);
    const uninstalled = missing.filter(({ address }) => givenUp.includes(address));
    const undeployed = [
      ...new Set(releases.flatMap((one) => one.undeployed ?? [])),
      ...uninstalled.map(
        ({ name }) => `Helm release ${name} is not in the cluster: ${UNINSTALLED}`,
      ),
    ];
    const watched = { ...applied, state: addObjects(state, objects), custom, undeployed };
    // The rights for the state's workloads are checked before the apply.
    const known = new Set(workloadsOf(applied.state).map(keyOf));
    const added = watchedWorkloads(watched).filter((one) => !known.has(keyOf(one)));
    await checkRights(client, added, where);
    return watched;
  });
}

const UNINSTALLED = "with atomic, Helm uninstalls what it could not install";

/** A Helm release that is not in the cluster: its name "namespace/name", and the address of its resource. */
interface Missing {
  address: string;
  name: string;
}

/** Replaces the Helm releases of a state with their objects. */
async function addReleases(
  state: State,
  { client, job }: Site,
): Promise<{ state: State; releases: FoundRelease[]; missing: Missing[] }> {
  const resources = resourcesOf(state).filter(
    ({ type, mode }) => type === "helm_release" && mode === "managed",
  );
  const read = await Promise.all(
    resources.map(async (resource) => ({ resource, ...(await lookUp(resource, client, job)) })),
  );
  const found = read.flatMap(({ release, resource }) =>
    release === undefined ? [] : [{ release, resource }],
  );
  const releases = found.map(({ release }) => release);
  const without = found.map(({ resource }) => resource);
  const objects = releases.map((release) => release.found);
  const missing = read.flatMap((one) => one.missing ?? []);
  return { state: addObjects(state, objects, without), releases, missing };
}

/**
 * Looks a release up in the cluster. If it may not be read, or has no Secret, it is not verified.
 * @returns an empty object if the release cannot be read
 */
async function lookUp(
  { address, values }: StateResource,
  client: KubernetesClient,
  job: Job,
): Promise<{ release?: FoundRelease; missing?: Missing }> {
  const { name = "", namespace: given } = values as { name?: string; namespace?: string | null };
  const namespace = given ?? "default";
  try {
    return { release: await findRelease(client, namespace, name) };
  } catch (error) {
    const isUnreadable = error instanceof ApiError && error.status === 403;
    if (!isUnreadable && !(error instanceof NotFound)) throw error;
    job.log.info(`the objects of ${address} are not watched: ${error.message}`);
    const isMissing = error instanceof ReleaseNotFound;
    return isMissing ? { missing: { address, name: `${namespace}/${name}` } } : {};
  }
}

/** Logs what is watched of a release. The contents of its Secrets are hidden in logs and reports. */
function reportRelease(release: HelmRelease, job: Job): void {
  const { log } = job;
  const { name, namespace, revision, chart, objects, hooks, unreadable } = release;
  for (const secret of secretsOf(objects)) job.mask(secret);
  log.info(
    `Helm release ${namespace}/${name}: revision ${revision}, chart ${chart}, ${objects.length} objects`,
  );
  for (const { source, problem } of unreadable)
    log.warning(`not watched: ${source} of the Helm release ${namespace}/${name}: ${problem}`);
  if (hooks.length === 0) return;
  const shown = hooks.map(({ kind, name, phase }) => `${kind} ${name} (${phase})`).join(", ");
  log.info(`its hooks are not part of it and are not watched: ${shown}`);
}
