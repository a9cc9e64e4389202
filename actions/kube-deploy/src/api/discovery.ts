import type { KubernetesClient } from "./client.ts";
import { ApiError } from "./errors.ts";
import type { CustomKind } from "./resources.ts";

type Reader = Pick<KubernetesClient, "json">;

interface GroupList {
  groups?: { name: string; preferredVersion?: { groupVersion: string } }[];
}

interface ResourceList {
  resources?: {
    /** Plural name; a name with a slash is a subresource, such as deployments/status. */
    name: string;
    singularName?: string;
    kind: string;
    namespaced: boolean;
    shortNames?: string[];
  }[];
}

/** A kind that the API server lists under a name, and whether its objects are in a namespace. */
export type FoundKind = CustomKind & { namespaced: boolean };

/** Returns the kinds that a word stands for, as `findKinds`. */
export type FindKinds = (word: string, group: string | undefined) => Promise<FoundKind[]>;

/** Finds kinds for several callers: each discovery document is read once. */
export function findKindsOnce(client: Reader): FindKinds {
  const documents = new Map<string, Promise<unknown>>();
  const reader: Reader = {
    json: <T>(path: string) => {
      const document = documents.get(path) ?? client.json(path);
      documents.set(path, document);
      return document as Promise<T>;
    },
  };
  return (word, group) => findKinds(reader, word, group);
}

/**
 * Finds the kinds that a word stands for: their name, singular, plural or short name, in any case. The version that
 * each group prefers is searched. Every authenticated user may read the discovery documents.
 * https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api
 * @param group the only group to search; undefined = all groups
 * @throws ApiError, ConnectionError
 */
async function findKinds(
  client: Reader,
  word: string,
  group: string | undefined,
): Promise<FoundKind[]> {
  const { groups = [] } = await client.json<GroupList>("/apis");
  const versions = groups
    .filter(({ name }) => group === undefined || name === group)
    .map(({ preferredVersion }) => preferredVersion?.groupVersion)
    .filter((version) => version !== undefined);
  const paths = versions.map((version) => ({ version, path: `/apis/${version}` }));
  if (group === undefined) paths.unshift({ version: "v1", path: "/api/v1" });
  const found = await Promise.all(
    paths.map(async ({ version, path }) => kindsIn(await readResources(client, path), version)),
  );
  const wanted = word.toLowerCase();
  return found
    .flat()
    .filter(({ names }) => names.includes(wanted))
    .map(({ kind }) => kind);
}

/** Reads the resources of a group. The server of one group may be down, which does not affect the other groups. */
async function readResources(client: Reader, path: string): Promise<ResourceList> {
  try {
    return await client.json<ResourceList>(path);
  } catch (error) {
    if (error instanceof ApiError && [404, 503].includes(error.status)) return {};
    throw error;
  }
}

function kindsIn(
  { resources = [] }: ResourceList,
  groupVersion: string,
): { names: string[]; kind: FoundKind }[] {
  const [version = "", group = ""] = groupVersion.split("/").reverse();
  return resources
    .filter(({ name }) => !name.includes("/"))
    .map(({ name, singularName = "", kind, namespaced, shortNames = [] }) => ({
      names: [name, singularName, kind, ...shortNames].map((one) => one.toLowerCase()),
      kind: { group, version, kind, plural: name, namespaced },
    }));
}
