import { createPodIdentity } from "./pod-identity.ts";
import {
  arn,
  clusterOf,
  given,
  inUse,
  now,
  recordUpdate,
  required,
  text,
  type Cluster,
  type EksRequest,
  type Json,
  type World,
} from "./world.ts";

/** Newest first. Which of them a Kubernetes version takes is not told apart. */
const VERSIONS: Readonly<Record<string, readonly string[]>> = {
  "vpc-cni": ["v1.20.4-eksbuild.2", "v1.20.1-eksbuild.3"],
  coredns: ["v1.12.4-eksbuild.1", "v1.12.3-eksbuild.1"],
  "kube-proxy": ["v1.34.0-eksbuild.4", "v1.33.3-eksbuild.6"],
  "eks-pod-identity-agent": ["v1.3.9-eksbuild.3", "v1.3.8-eksbuild.2"],
  "aws-ebs-csi-driver": ["v1.51.0-eksbuild.1"],
  "metrics-server": ["v0.8.0-eksbuild.2"],
};
const OTHER = ["v1.0.0-eksbuild.1"];

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_DescribeAddonVersions.html */
export function addOnVersions(query: URLSearchParams): Json {
  const wanted = query.get("addonName");
  const clusterVersion = query.get("kubernetesVersion") ?? "1.34";
  const names = wanted === null ? Object.keys(VERSIONS) : [wanted];
  return {
    addons: names.map((addonName) => ({
      addonName,
      type: "networking",
      owner: "aws",
      publisher: "eks",
      addonVersions: (VERSIONS[addonName] ?? OTHER).map((addonVersion, index) => ({
        addonVersion,
        architecture: ["amd64", "arm64"],
        compatibilities: [{ clusterVersion, platformVersions: ["*"], defaultVersion: index === 0 }],
        requiresConfiguration: false,
        requiresIamPermissions: false,
      })),
    })),
  };
}

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateAddon.html */
export function createAddOn(world: World, clusterName: string, { body }: EksRequest): Json {
  const cluster = clusterOf(world, clusterName);
  const addonName = required(body, "addonName");
  if (cluster.addOns.has(addonName)) throw inUse("Addon already exists.");
  const addonArn = arn(world, "addon", clusterName, addonName, crypto.randomUUID());
  const addon = {
    addonName,
    clusterName,
    status: "ACTIVE",
    addonVersion: text(body.addonVersion) ?? (VERSIONS[addonName] ?? OTHER)[0],
    health: { issues: [] },
    addonArn,
    createdAt: now(),
    modifiedAt: now(),
    tags: body.tags ?? {},
    ...given({
      serviceAccountRoleArn: text(body.serviceAccountRoleArn),
      configurationValues: text(body.configurationValues),
      podIdentityAssociations: associate(world, clusterName, addonArn, body),
    }),
  };
  cluster.addOns.set(addonName, addon);
  return { addon: { ...addon, status: "CREATING" } };
}

/** Makes the associations that an add-on asks for and gives their ARNs. */
function associate(
  world: World,
  clusterName: string,
  ownerArn: string,
  body: Json,
): string[] | undefined {
  const asked = body.podIdentityAssociations as Json[] | undefined;
  return asked?.map((one) => {
    const made = createPodIdentity(
      world,
      clusterName,
      { ...one, namespace: "kube-system" },
      ownerArn,
    );
    return String(made.associationArn);
  });
}

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_UpdateAddon.html */
export function updateAddOn(world: World, cluster: Cluster, addon: Json, body: Json): Json {
  Object.assign(addon, { modifiedAt: now() });
  for (const key of ["addonVersion", "serviceAccountRoleArn", "configurationValues"]) {
    if (body[key] != null) addon[key] = body[key];
  }
  if (body.podIdentityAssociations != null) {
    removeOwned(cluster, String(addon.addonArn));
    const { name } = cluster.description;
    addon.podIdentityAssociations = associate(world, name, String(addon.addonArn), body);
  }
  return recordUpdate(cluster, "AddonUpdate");
}

export function deleteAddOn(cluster: Cluster, addon: Json): Json {
  cluster.addOns.delete(String(addon.addonName));
  removeOwned(cluster, String(addon.addonArn));
  return { addon: { ...addon, status: "DELETING" } };
}

function removeOwned(cluster: Cluster, ownerArn: string): void {
  for (const [id, association] of cluster.podIdentities) {
    if (association.ownerArn === ownerArn) cluster.podIdentities.delete(id);
  }
}
