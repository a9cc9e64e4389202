import { ActionError } from "../../../lib/runtime/errors.ts";
import type { KubernetesClient } from "../api/client.ts";
import { findKindsOnce } from "../api/discovery.ts";
import type { FindKinds, FoundKind } from "../api/discovery.ts";
import { listObjects, listOnce } from "../api/list.ts";
import type { ListCollection } from "../api/list.ts";
import type { KubernetesObject, WorkloadKind } from "../api/objects.ts";
import { apiVersionOf, collectionPath, customCollectionPath, fullKind } from "../api/resources.ts";
import type { FoundObjects, ManifestObject } from "./found-objects.ts";
import { findRelease } from "./find-release.ts";
import type { FoundRelease } from "./find-release.ts";
import type { WantedWorkload } from "./input.ts";
import { KINDS, ownKindOf, silentKindOf, silentProblems } from "./kinds.ts";
import { NotFound, listNames, shorten } from "./not-found.ts";
import type { CustomWorkload } from "./workloads.ts";

/** What the entries of the input `workloads` refer to in the cluster. */
export interface FoundWorkloads {
  /** Objects of kinds that have their own rules, and all objects of Helm releases. */
  objects: FoundObjects[];
  custom: CustomWorkload[];
  /** The Helm releases that the entries name. */
  releases: FoundRelease[];
}

type Named = Extract<WantedWorkload, { by: "name" }>;
type Found = Partial<FoundWorkloads>;

/** The cluster as the entries read it: collections and kinds that several entries need are read once. */
interface Cluster {
  client: KubernetesClient;
  list: ListCollection;
  findKinds: FindKinds;
}

const INPUT = "the input workloads";

/**
 * Finds what the entries refer to.
 * @throws ActionError `workload-not-found` with all entries that match nothing, and what exists instead; ApiError,
 *   ConnectionError
 */
export async function findWorkloads(
  client: KubernetesClient,
  wanted: readonly WantedWorkload[],
): Promise<FoundWorkloads> {
  const cluster = { client, list: listOnce(client), findKinds: findKindsOnce(client) };
  const answers = await Promise.all(wanted.map((entry) => findOrExplain(cluster, entry)));
  const problems = answers.filter((answer) => answer instanceof NotFound);
  if (problems.length > 0)
    throw new ActionError({
      reason: "workload-not-found",
      message: problems.map(({ message }) => message).join("; "),
      fix: "correct the entries of workloads, or run this step after the one that deploys them",
    });
  const found = answers.filter((answer): answer is Found => !(answer instanceof NotFound));
  return {
    objects: found.flatMap(({ objects = [] }) => objects),
    custom: found.flatMap(({ custom = [] }) => custom),
    releases: found.flatMap(({ releases = [] }) => releases),
  };
}

async function findOrExplain(cluster: Cluster, entry: WantedWorkload): Promise<Found | NotFound> {
  try {
    if (entry.by === "selector") return await findSelected(cluster.client, entry);
    if (entry.by === "name") return await findNamed(cluster, entry);
    const release = await findRelease(cluster.client, entry.namespace, entry.release);
    return { objects: [release.found], releases: [release] };
  } catch (error) {
    if (error instanceof NotFound) return error;
    throw error;
  }
}

async function findNamed(cluster: Cluster, entry: Named): Promise<Found> {
  const kind = ownKindOf(entry.kind, entry.group);
  if (kind === undefined) return await findCustom(cluster, entry);
  const object = await requireObject(
    cluster.list,
    kind,
    collectionPath(kind, entry.namespace),
    entry,
  );
  return { objects: [{ origin: INPUT, objects: [manifestOf(kind, object)] }] };
}

async function findCustom({ list, findKinds }: Cluster, entry: Named): Promise<Found> {
  const kind = await requireKind(findKinds, entry);
  const { namespace, name, expected } = entry;
  const silent = silentKindOf(kind.kind, kind.group);
  const [problem] =
    silent === undefined
      ? []
      : silentProblems(
          silent,
          `${entry.kind}/${name}`,
          expected.map(({ text }) => text),
        );
  if (problem !== undefined) throw new NotFound(`${entry.shown}: ${problem.replace(/\.$/, "")}`);
  await requireObject(list, kind.kind, customCollectionPath(kind, namespace), entry);
  const { group, version, plural } = kind;
  const custom = { group, version, kind: kind.kind, plural, expected };
  return {
    custom: [{ kind: kind.kind, namespace, name, shortLived: false, origin: INPUT, custom }],
  };
}

async function requireKind(
  findKinds: FindKinds,
  { kind: word, group, shown }: Named,
): Promise<FoundKind> {
  const found = await findKinds(word, group);
  // As in kubectl, the core group wins: its kinds have no other name by which they could be requested.
  const core = found.find((kind) => kind.group === "");
  const kinds = core === undefined ? found : [core];
  const [first, second] = kinds;
  const where = group === undefined ? "the cluster" : `the group ${group}`;
  if (first === undefined) throw new NotFound(`${shown}: ${where} has no kind ${word}`);
  if (second !== undefined)
    throw new NotFound(
      `${shown}: several kinds are called ${word}: ${kinds.map(fullKind).join(", ")}. Write one of them`,
    );
  if (!first.namespaced)
    throw new NotFound(
      `${shown}: a ${first.kind} does not belong to a namespace, but only objects in a namespace can be watched`,
    );
  return first;
}

/** Returns the object with this name. @throws NotFound with the names that exist */
async function requireObject(
  list: ListCollection,
  kind: string,
  path: string,
  { namespace, name }: Named,
): Promise<KubernetesObject> {
  const objects = await list(path);
  const object = objects.find(({ metadata }) => metadata.name === name);
  if (object !== undefined) return object;
  const names = objects.map(({ metadata }) => metadata.name);
  throw new NotFound(
    `${kind} ${namespace}/${name} does not exist; namespace ${namespace} has ${listNames(kind, names, name)}`,
  );
}

/**
 * Finds the objects that match a selector. Objects that another object controls are watched through that object: Jobs
 * of a CronJob come and go.
 */
async function findSelected(
  client: KubernetesClient,
  { namespace, selector, shown }: Extract<WantedWorkload, { by: "selector" }>,
): Promise<Found> {
  const list = async (kind: WorkloadKind, only?: string) => {
    const path = collectionPath(kind, namespace);
    const objects = await listObjects<KubernetesObject>(client, path, only);
    return objects
      .filter(({ metadata }) => !metadata.ownerReferences?.some(({ controller }) => controller))
      .map((object) => manifestOf(kind, object));
  };
  const objects = (await Promise.all(KINDS.map((kind) => list(kind, selector)))).flat();
  if (objects.length > 0) return { objects: [{ origin: INPUT, objects }] };
  const all = (await Promise.all(KINDS.map((kind) => list(kind)))).flat();
  const names = all.map(({ kind = "", metadata }) => `${kind} ${metadata?.name ?? ""}`);
  throw new NotFound(
    `${shown} matches no ${KINDS.join(", ")}; namespace ${namespace} has ${shorten(names)}`,
  );
}

const manifestOf = (kind: WorkloadKind, object: KubernetesObject): ManifestObject => ({
  ...(object as object),
  kind,
  apiVersion: apiVersionOf(kind),
});
