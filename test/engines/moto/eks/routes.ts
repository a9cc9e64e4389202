import { createCluster, deleteCluster } from "./clusters.ts";
import { COLLECTIONS } from "./collections.ts";
import {
  clusterOf,
  collectionOf,
  inUse,
  notFound,
  type Ec2,
  type Json,
  type World,
} from "./world.ts";

/** One request. `path` is split and decoded, so an ARN is one part. */
export interface EksRequest {
  method: string;
  path: readonly string[];
  body: Json;
  ec2: Ec2;
}

/**
 * Answers the requests that terraform/infrastructure needs to create, read and destroy a cluster. Returns undefined for
 * all other requests: with this engine, updates, tags and other resources are only planned, not applied.
 *
 * @throws EksError if EKS would refuse the request
 */
export async function answerEks(world: World, request: EksRequest): Promise<Json | undefined> {
  const { method, path, body, ec2 } = request;
  const [root, name, ...rest] = path;
  if (root !== "clusters") return undefined;
  if (name === undefined) {
    if (method === "POST") return createCluster(world, body, ec2);
    return { clusters: [...world.clusters.keys()] };
  }
  if (rest.length > 0) return answerBelow(world, name, rest, request);
  if (method === "DELETE") return deleteCluster(world, name);
  return { cluster: clusterOf(world, name).description };
}

/** Answers requests below a cluster: `node-groups`, `node-groups/NAME`, `access-entries/ARN/access-policies` ... */
async function answerBelow(
  world: World,
  name: string,
  path: readonly string[],
  { method, body, ec2 }: EksRequest,
): Promise<Json | undefined> {
  const [kind = "", id] = path.slice(path.length > 2 ? 2 : 0);
  const collection = COLLECTIONS[kind];
  if (collection === undefined) return undefined;
  const cluster = clusterOf(world, name);
  const items = collectionOf(cluster, (id === undefined ? path : path.slice(0, -1)).join("/"));
  if (id === undefined) {
    if (method === "POST") {
      const made = await collection.create({ world, cluster, ec2 }, body);
      const key = String(made[collection.id]);
      if (items.has(key)) throw inUse(collection.taken);
      items.set(key, made);
      return { [collection.one]: "status" in made ? { ...made, status: "CREATING" } : made };
    }
    const listed = collection.lists === "ids" ? items.keys() : items.values();
    return { [collection.many]: [...listed] };
  }
  const item = items.get(id);
  if (item === undefined) throw notFound(`No ${collection.one} found for: ${id}`);
  if (method === "POST") return undefined;
  if (method === "DELETE") {
    items.delete(id);
    collection.deleted?.(cluster, item);
    return { [collection.one]: "status" in item ? { ...item, status: "DELETING" } : item };
  }
  return { [collection.one]: item };
}
