import {
  arn,
  clusterOf,
  inUse,
  invalid,
  notFound,
  now,
  required,
  text,
  type AccessEntry,
  type Cluster,
  type EksRequest,
  type Json,
  type World,
} from "./world.ts";

const POLICY = /^arn:aws[\w-]*:eks::aws:cluster-access-policy\/(AmazonEKS\w+Policy)$/;

export function accessEntryFor(world: World, clusterName: string, body: Json): AccessEntry {
  const principalArn = required(body, "principalArn");
  const parts = /^arn:[\w-]+:iam::(\d+):(\w+)\/(.+)$/.exec(principalArn);
  if (parts === null) throw invalid("The principalArn parameter format is not valid");
  const [, account = "", kind = "", name = ""] = parts;
  const id = crypto.randomUUID();
  return {
    policies: new Map(),
    description: {
      clusterName,
      principalArn,
      kubernetesGroups: body.kubernetesGroups ?? [],
      accessEntryArn: arn(world, "access-entry", clusterName, kind, account, name, id),
      createdAt: now(),
      modifiedAt: now(),
      tags: body.tags ?? {},
      username: text(body.username) ?? userName(kind, account, name, principalArn),
      type: text(body.type) ?? "STANDARD",
    },
  };
}

/** https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html */
function userName(kind: string, account: string, name: string, principal: string): string {
  if (kind !== "role") return principal;
  return `arn:aws:sts::${account}:assumed-role/${name.replace(/^.*\//, "")}/{{SessionName}}`;
}

/** `/clusters/NAME/access-entries…`: entries, and below each the policies associated with it. */
export function accessEntries(world: World, clusterName: string, request: EksRequest): Json {
  const cluster = clusterOf(world, clusterName);
  const { method, rest, body } = request;
  const [principal, , policy] = rest;
  if (principal === undefined) {
    if (method === "GET") return { accessEntries: [...cluster.accessEntries.keys()] };
    const entry = accessEntryFor(world, clusterName, body);
    const key = String(entry.description.principalArn);
    if (cluster.accessEntries.has(key)) {
      throw inUse("The specified access entry resource is already in use on this cluster.");
    }
    cluster.accessEntries.set(key, entry);
    return { accessEntry: entry.description };
  }
  const entry = entryOf(cluster, principal);
  if (rest.length > 1) return accessPolicies(clusterName, entry, policy, request);
  if (method === "DELETE") {
    cluster.accessEntries.delete(principal);
    return {};
  }
  if (method === "POST") {
    for (const key of ["kubernetesGroups", "username"]) {
      if (body[key] != null) entry.description[key] = body[key];
    }
    entry.description.modifiedAt = now();
  }
  return { accessEntry: entry.description };
}

function entryOf(cluster: Cluster, principal: string): AccessEntry {
  const entry = cluster.accessEntries.get(principal);
  if (entry === undefined) {
    throw notFound(`The specified principalArn could not be found: ${principal}`);
  }
  return entry;
}

function accessPolicies(
  clusterName: string,
  entry: AccessEntry,
  policy: string | undefined,
  { method, body }: EksRequest,
): Json {
  const head = { clusterName, principalArn: entry.description.principalArn };
  if (method === "DELETE") {
    entry.policies.delete(policy ?? "");
    return {};
  }
  if (method === "GET") {
    return { ...head, associatedAccessPolicies: [...entry.policies.values()] };
  }
  const policyArn = required(body, "policyArn");
  if (!POLICY.test(policyArn))
    throw invalid(`The policyArn parameter format is not valid: ${policyArn}`);
  const association = {
    policyArn,
    accessScope: body.accessScope,
    associatedAt: now(),
    modifiedAt: now(),
  };
  entry.policies.set(policyArn, association);
  return { ...head, associatedAccessPolicy: association };
}
