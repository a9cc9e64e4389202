import type { KubernetesClient } from "./client.ts";
import type { KubernetesObject } from "./objects.ts";

const PAGE = 500;

/**
 * Lists a collection, in pages.
 * @param selector a label selector; undefined = all objects
 * @throws ApiError, ConnectionError
 */
export async function listObjects<T>(
  client: Pick<KubernetesClient, "json">,
  path: string,
  selector?: string,
): Promise<T[]> {
  const objects: T[] = [];
  let next: string | undefined;
  do {
    const query = new URLSearchParams({
      limit: String(PAGE),
      ...(selector === undefined ? {} : { labelSelector: selector }),
      ...(next === undefined ? {} : { continue: next }),
    });
    const page: { items?: T[] | null; metadata?: { continue?: string } } = await client.json(
      `${path}?${query.toString()}`,
    );
    objects.push(...(page.items ?? []));
    next = page.metadata?.continue === "" ? undefined : page.metadata?.continue;
  } while (next !== undefined);
  return objects;
}

/** Returns all objects of the collection at a path. @throws ApiError, ConnectionError */
export type ListCollection = (path: string) => Promise<readonly KubernetesObject[]>;

/** Lists collections for several callers that look for their objects in them: each collection is read once. */
export function listOnce(client: Pick<KubernetesClient, "json">): ListCollection {
  const lists = new Map<string, Promise<readonly KubernetesObject[]>>();
  return (path) => {
    const list = lists.get(path) ?? listObjects<KubernetesObject>(client, path);
    lists.set(path, list);
    return list;
  };
}
