import { accessEntries } from "./access.ts";
import { addOnVersions, createAddOn, deleteAddOn, updateAddOn } from "./add-ons.ts";
import {
  createCluster,
  createNodeGroup,
  deleteCluster,
  updateClusterConfig,
  updateClusterVersion,
  updateNodeGroupConfig,
  updateNodeGroupVersion,
} from "./clusters.ts";
import { createPodIdentity } from "./pod-identity.ts";
import {
  clusterOf,
  notFound,
  now,
  recordUpdate,
  type Cluster,
  type EksRequest,
  type Json,
  type World,
} from "./world.ts";

/**
 * Answers one request to EKS. `path` is taken apart and decoded.
 * Throws EksError; gives undefined for what is not implemented.
 */
export function answerEks(
  world: World,
  path: readonly string[],
  request: Omit<EksRequest, "rest">,
): Promise<Json> | Json | undefined {
  const [root, name, collection, ...rest] = path;
  const here = { ...request, rest };
  const { method, body } = request;
  if (root === "tags") return tags(world, name ?? "", here);
  if (root === "addons" && name === "supported-versions") return addOnVersions(request.query);
  if (root !== "clusters") return undefined;
  if (name === undefined) {
    return method === "POST"
      ? createCluster(world, here)
      : { clusters: [...world.clusters.keys()] };
  }
  switch (collection) {
    case undefined:
      if (method === "DELETE") return deleteCluster(world, name);
      return { cluster: clusterOf(world, name).description };
    case "update-config":
      return updateClusterConfig(world, name, body);
    case "updates":
      return method === "POST"
        ? updateClusterVersion(world, name, body)
        : updateOf(world, name, rest);
    case "node-groups":
      return nodeGroups(world, name, here);
    case "addons":
      return addOns(world, name, here);
    case "access-entries":
      return accessEntries(world, name, here);
    case "pod-identity-associations":
      return podIdentities(world, name, here);
    default:
      return undefined;
  }
}

function updateOf(world: World, name: string, [id = ""]: string[]): Json {
  const update = clusterOf(world, name).updates.get(id);
  if (update === undefined) throw notFound(`No update found for ID: ${id}`);
  return { update };
}

function nodeGroups(world: World, name: string, request: EksRequest): Promise<Json> | Json {
  const { method, body, rest } = request;
  const cluster = clusterOf(world, name);
  const [group, action] = rest;
  if (group === undefined) {
    if (method === "POST") return createNodeGroup(world, name, request);
    return { nodegroups: [...cluster.nodeGroups.keys()] };
  }
  const nodegroup = cluster.nodeGroups.get(group);
  if (nodegroup === undefined) throw notFound(`No node group found for name: ${group}.`);
  if (method === "DELETE") {
    cluster.nodeGroups.delete(group);
    return { nodegroup: { ...nodegroup, status: "DELETING" } };
  }
  if (action === "update-config") {
    updateNodeGroupConfig(nodegroup, body);
    return recordUpdate(cluster, "ConfigUpdate");
  }
  if (action === "update-version") {
    updateNodeGroupVersion(nodegroup, { version: cluster.description.version, ...body });
    return recordUpdate(cluster, "VersionUpdate");
  }
  return { nodegroup };
}

function addOns(world: World, name: string, request: EksRequest): Json {
  const { method, body, rest } = request;
  const cluster = clusterOf(world, name);
  const [addOn, action] = rest;
  if (addOn === undefined) {
    if (method === "POST") return createAddOn(world, name, request);
    return { addons: [...cluster.addOns.keys()] };
  }
  const addon = cluster.addOns.get(addOn);
  if (addon === undefined) throw notFound(`No addon: ${addOn} found in cluster: ${name}`);
  if (method === "DELETE") return deleteAddOn(cluster, addon);
  return action === "update" ? updateAddOn(world, cluster, addon, body) : { addon };
}

function podIdentities(
  world: World,
  name: string,
  { method, rest, body, query }: EksRequest,
): Json {
  const cluster = clusterOf(world, name);
  const [id] = rest;
  if (id === undefined) {
    if (method === "POST") return { association: createPodIdentity(world, name, body) };
    const wanted = [...cluster.podIdentities.values()].filter((one) =>
      ["namespace", "serviceAccount"].every(
        (key) => !query.has(key) || query.get(key) === one[key],
      ),
    );
    return { associations: wanted };
  }
  const association = cluster.podIdentities.get(id);
  if (association === undefined) throw notFound(`No association found for id: ${id}`);
  if (method === "DELETE") cluster.podIdentities.delete(id);
  if (method === "POST") {
    for (const key of ["roleArn", "targetRoleArn", "disableSessionTags"]) {
      if (body[key] != null) association[key] = body[key];
    }
    association.modifiedAt = now();
  }
  return { association };
}

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_TagResource.html */
function tags(world: World, arn: string, { method, body, query }: EksRequest): Json {
  const owner = [...world.clusters.values()].flatMap(describedIn).find((one) => isArnOf(one, arn));
  if (owner === undefined) throw notFound(`The specified resource could not be found: ${arn}`);
  const present = (owner.tags ?? {}) as Json;
  if (method === "GET") return { tags: present };
  const removed = query.getAll("tagKeys");
  const merged = method === "POST" ? { ...present, ...(body.tags as Json) } : present;
  owner.tags = Object.fromEntries(Object.entries(merged).filter(([key]) => !removed.includes(key)));
  return {};
}

function describedIn(cluster: Cluster): Json[] {
  const entries = [...cluster.accessEntries.values()].map((entry) => entry.description);
  const maps = [cluster.nodeGroups, cluster.addOns, cluster.podIdentities];
  return [cluster.description, ...entries, ...maps.flatMap((map) => [...map.values()])];
}

const isArnOf = (description: Json, arn: string): boolean =>
  ["arn", "nodegroupArn", "addonArn", "accessEntryArn", "associationArn"].some(
    (key) => description[key] === arn,
  );
