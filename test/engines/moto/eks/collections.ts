import { randomBytes, randomUUID } from "node:crypto";
import {
  arn,
  collectionOf,
  given,
  invalid,
  now,
  required,
  text,
  type Cluster,
  type Ec2,
  type Json,
  type World,
} from "./world.ts";

/** Where a resource is created. */
interface Place {
  world: World;
  cluster: Cluster;
  ec2: Ec2;
}

/** One kind of resource below a cluster. All kinds are created, described, listed and deleted in the same way. */
export interface Collection {
  /** Field names in answers: for one resource, and for a list. */
  one: string;
  many: string;
  /** The field of a description that is the last part of the resource's path. */
  id: string;
  /** What a list contains of each resource: its id, or its complete description. */
  lists: "ids" | "descriptions";
  /** Message of EKS if the id is already taken. */
  taken: string;
  /** Makes the description of a new resource. @throws EksError if the request is invalid */
  create(place: Place, body: Json): Promise<Json> | Json;
  /** Deletes what EKS deletes together with the resource. */
  deleted?(cluster: Cluster, description: Json): void;
}

/** Fields that most descriptions have. */
const common = (body: Json, clusterName: string): Json => ({
  clusterName,
  createdAt: now(),
  modifiedAt: now(),
  tags: body.tags ?? {},
});

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html */
async function createNodeGroup({ world, cluster, ec2 }: Place, body: Json): Promise<Json> {
  const { name: clusterName, version } = cluster.description;
  const nodegroupName = required(body, "nodegroupName");
  const nodeRole = required(body, "nodeRole");
  const template = body.launchTemplate as Json | undefined;
  const templateId = text(template?.id);
  const name = templateId === undefined ? undefined : await ec2.launchTemplateName(templateId);
  const id = randomUUID();
  // EKS itself makes the access entry for the nodes of a node group.
  const entries = collectionOf(cluster, "access-entries");
  const entry = { principalArn: nodeRole, type: "EC2_LINUX" };
  if (!entries.has(nodeRole))
    entries.set(nodeRole, createAccessEntry({ world, cluster, ec2 }, entry));
  return {
    ...common(body, clusterName),
    nodegroupName,
    nodegroupArn: arn(world, "nodegroup", clusterName, nodegroupName, id),
    version: text(body.version) ?? version,
    releaseVersion: text(body.releaseVersion) ?? `${version}.0-20261101`,
    status: "ACTIVE",
    capacityType: text(body.capacityType) ?? "ON_DEMAND",
    scalingConfig: body.scalingConfig ?? { minSize: 1, maxSize: 2, desiredSize: 2 },
    instanceTypes: body.instanceTypes ?? ["t3.medium"],
    subnets: body.subnets,
    amiType: text(body.amiType) ?? "AL2023_x86_64_STANDARD",
    nodeRole,
    labels: body.labels ?? {},
    resources: { autoScalingGroups: [{ name: `eks-${nodegroupName}-${id}` }] },
    health: { issues: [] },
    updateConfig: body.updateConfig ?? { maxUnavailable: 1 },
    ...given({
      taints: body.taints,
      remoteAccess: body.remoteAccess,
      // With a launch template, the template sets the disk size.
      diskSize: template === undefined ? (body.diskSize ?? 20) : undefined,
      launchTemplate: template === undefined ? undefined : given({ name, ...template }),
    }),
  };
}

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateAddon.html */
function createAddOn(place: Place, body: Json): Json {
  const { world, cluster } = place;
  const clusterName = cluster.description.name;
  const addonName = required(body, "addonName");
  const addonArn = arn(world, "addon", clusterName, addonName, randomUUID());
  const identities = (body.podIdentityAssociations as Json[] | undefined)?.map((one) => {
    const association = createPodIdentity(place, { ...one, namespace: "kube-system" }, addonArn);
    collectionOf(cluster, IDENTITIES).set(String(association.associationId), association);
    return association.associationArn;
  });
  return {
    ...common(body, clusterName),
    addonName,
    addonArn,
    status: "ACTIVE",
    addonVersion: text(body.addonVersion) ?? "v1.0.0-eksbuild.1",
    health: { issues: [] },
    ...given({
      serviceAccountRoleArn: text(body.serviceAccountRoleArn),
      configurationValues: text(body.configurationValues),
      podIdentityAssociations: identities,
    }),
  };
}

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_CreatePodIdentityAssociation.html */
function createPodIdentity({ world, cluster }: Place, body: Json, ownerArn?: string): Json {
  const clusterName = cluster.description.name;
  const associationId = `a-${randomBytes(9).toString("hex").slice(0, 17)}`;
  return {
    ...common(body, clusterName),
    namespace: required(body, "namespace"),
    serviceAccount: required(body, "serviceAccount"),
    roleArn: required(body, "roleArn"),
    associationArn: arn(world, "podidentityassociation", clusterName, associationId),
    associationId,
    disableSessionTags: body.disableSessionTags ?? false,
    ...given({ ownerArn, targetRoleArn: body.targetRoleArn }),
  };
}

function deleteIdentitiesOf(cluster: Cluster, addOn: Json): void {
  const identities = collectionOf(cluster, IDENTITIES);
  for (const [id, { ownerArn }] of identities)
    if (ownerArn === addOn.addonArn) identities.delete(id);
}

/**
 * https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateAccessEntry.html, and for the user name
 * https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html
 */
function createAccessEntry({ world, cluster }: Place, body: Json): Json {
  const clusterName = cluster.description.name;
  const principalArn = required(body, "principalArn");
  const parts = /^arn:[\w-]+:iam::(\d+):(\w+)\/(.+)$/.exec(principalArn);
  if (parts === null) throw invalid("The principalArn parameter format is not valid");
  const [, account = "", kind = "", name = ""] = parts;
  const user = `arn:aws:sts::${account}:assumed-role/${name.replace(/^.*\//, "")}/{{SessionName}}`;
  return {
    ...common(body, clusterName),
    principalArn,
    kubernetesGroups: body.kubernetesGroups ?? [],
    accessEntryArn: arn(world, "access-entry", clusterName, kind, account, name, randomUUID()),
    username: text(body.username) ?? (kind === "role" ? user : principalArn),
    type: text(body.type) ?? "STANDARD",
  };
}

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_AssociateAccessPolicy.html */
function associatePolicy(_place: Place, { accessScope, ...body }: Json): Json {
  const policyArn = required(body, "policyArn");
  if (!/^arn:aws[\w-]*:eks::aws:cluster-access-policy\/AmazonEKS\w+Policy$/.test(policyArn))
    throw invalid(`The policyArn parameter format is not valid: ${policyArn}`);
  return { policyArn, accessScope, associatedAt: now(), modifiedAt: now() };
}

const IDENTITIES = "pod-identity-associations";

/** Collections by the last word of the path that is not an id. */
export const COLLECTIONS: Readonly<Record<string, Collection>> = {
  "node-groups": {
    one: "nodegroup",
    many: "nodegroups",
    id: "nodegroupName",
    lists: "ids",
    taken: "NodeGroup already exists with this name and cluster name",
    create: createNodeGroup,
  },
  addons: {
    one: "addon",
    many: "addons",
    id: "addonName",
    lists: "ids",
    taken: "Addon already exists.",
    create: createAddOn,
    deleted: deleteIdentitiesOf,
  },
  [IDENTITIES]: {
    one: "association",
    many: "associations",
    id: "associationId",
    lists: "descriptions",
    taken: "Association already exists.",
    create: createPodIdentity,
  },
  "access-entries": {
    one: "accessEntry",
    many: "accessEntries",
    id: "principalArn",
    lists: "ids",
    taken: "The specified access entry resource is already in use on this cluster.",
    create: createAccessEntry,
  },
  "access-policies": {
    one: "associatedAccessPolicy",
    many: "associatedAccessPolicies",
    id: "policyArn",
    lists: "descriptions",
    taken: "The policy is already associated with this access entry.",
    create: associatePolicy,
  },
};
