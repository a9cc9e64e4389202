import type { KubernetesClient } from "../api/client.ts";
import { listOnce } from "../api/list.ts";
import { collectionPath } from "../api/resources.ts";
import type { FoundObjects, ManifestObject } from "./found-objects.ts";
import { NotARelease, listHelmReleases, readHelmRelease } from "./helm-release.ts";
import type { HelmHistory, HelmRelease } from "./helm-release.ts";
import { NotFound, ReleaseNotFound, listNames } from "./not-found.ts";
import { workloadOfManifest } from "./workloads.ts";

/** The newest revision of a Helm release. */
export interface FoundRelease {
  release: HelmRelease;
  /** Its objects to watch. If the release is not deployed, only the objects that exist. */
  found: FoundObjects;
  /** Why healthy workloads do not prove that the release is deployed; undefined = it is deployed. */
  undeployed: string | undefined;
}

/**
 * Finds the newest revision of a Helm release.
 * @throws NotFound that says which releases exist instead; ApiError, ConnectionError
 */
export async function findRelease(
  client: KubernetesClient,
  namespace: string,
  name: string,
): Promise<FoundRelease> {
  const shown = `Helm release ${namespace}/${name}`;
  const history = await readOrExplain(client, namespace, name, shown);
  if (history === undefined) {
    const names = await listHelmReleases(client, namespace);
    throw new ReleaseNotFound(
      `${shown} does not exist; namespace ${namespace} has ${listNames("Helm release", names, name)}. Releases are read from Secrets, the default of Helm`,
    );
  }
  const { newest } = history;
  const found = foundIn(newest);
  if (newest.status === "deployed") return { release: newest, found, undeployed: undefined };
  const objects = await existing(client, failedHooks(newest) ?? found.objects);
  const undeployed = describeUndeployed(shown, history);
  return { release: newest, found: { ...found, objects }, undeployed };
}

/**
 * Returns the Jobs of failed hooks. If a hook before an install or upgrade fails, Helm changes no object of the
 * release. Helm may delete these Jobs like a Job with a time to live. https://helm.sh/docs/topics/charts_hooks/
 */
function failedHooks({ hooks, namespace }: HelmRelease): ManifestObject[] | undefined {
  const jobs = hooks
    .filter(({ kind, phase }) => kind === "Job" && phase === "Failed")
    .map(({ name }) => ({
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { name, namespace },
      spec: { ttlSecondsAfterFinished: 0 },
    }));
  return jobs.length === 0 ? undefined : jobs;
}

/** Returns the objects that exist. Helm stopped before it created all, and says itself why a workload is missing. */
async function existing(
  client: KubernetesClient,
  objects: readonly ManifestObject[],
): Promise<ManifestObject[]> {
  const list = listOnce(client);
  const isThere = async (object: ManifestObject): Promise<boolean> => {
    const workload = workloadOfManifest(object);
    if (workload === undefined) return true;
    const { kind, namespace, name } = workload;
    const listed = await list(collectionPath(kind, namespace));
    return listed.some(({ metadata }) => metadata.name === name);
  };
  const answers = await Promise.all(objects.map(isThere));
  return objects.filter((_, at) => answers[at]);
}

async function readOrExplain(
  client: KubernetesClient,
  namespace: string,
  name: string,
  shown: string,
): Promise<HelmHistory | undefined> {
  try {
    return await readHelmRelease(client, namespace, name);
  } catch (error) {
    if (!(error instanceof NotARelease)) throw error;
    throw new NotFound(`${shown} cannot be read from its Secret: ${error.message}`);
  }
}

/** Returns the objects of a release, with their origin. An unreadable object is unknown, so it may run pods. */
export const foundIn = (release: HelmRelease): FoundObjects => ({
  origin: `the Helm release ${release.namespace}/${release.name} (revision ${release.revision})`,
  objects: [
    ...release.objects,
    ...release.unreadable.map(({ source: name }) => ({
      apiVersion: "unreadable/v1",
      kind: "Unreadable",
      metadata: { name, namespace: release.namespace },
      spec: { template: { spec: { containers: [] } } },
    })),
  ],
});

function describeUndeployed(shown: string, { newest, deployedRevision }: HelmHistory): string {
  const { revision, status, description, hooks } = newest;
  const said = description === "" ? "" : `: ${description}`;
  const failed = hooks.filter(({ phase }) => phase === "Failed");
  const which = failed.map(({ kind, name }) => `${kind} ${name}`).join(", ");
  const hook = failed.length === 0 ? "" : `. Its hook failed: ${which}`;
  const before =
    deployedRevision === undefined
      ? "No revision of it is deployed"
      : `Revision ${deployedRevision} is the last one that was deployed`;
  const why = status.startsWith("pending-")
    ? `. Another Helm command is changing it, or was killed: wait for it, or run \`helm ${wayOutOf(newest, deployedRevision)} --namespace ${newest.namespace}\``
    : "";
  return `${shown} is ${status} in revision ${revision}${said}${hook}. ${before}${why}`;
}

/**
 * Returns the arguments of the `helm` command that ends a pending change. Before a first revision there is none to roll
 * back to.
 */
function wayOutOf({ name, revision }: HelmRelease, deployedRevision: number | undefined): string {
  if (deployedRevision !== undefined) return `rollback ${name} ${deployedRevision}`;
  return revision === 1 ? `uninstall ${name}` : `rollback ${name}`;
}
