import { randomBytes, randomUUID } from "node:crypto";
import { accessEntryFor } from "./access.ts";
import {
  arn,
  clusterOf,
  given,
  inUse,
  now,
  recordUpdate,
  required,
  text,
  type EksRequest,
  type Json,
  type World,
} from "./world.ts";

const LOG_TYPES = ["api", "audit", "authenticator", "controllerManager", "scheduler"];
const DEFAULT_VERSION = "1.34";

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html */
export async function createCluster(world: World, { body, ec2 }: EksRequest): Promise<Json> {
  const name = required(body, "name");
  if (world.clusters.has(name)) throw inUse(`Cluster already exists with name: ${name}`);
  const vpc = body.resourcesVpcConfig as Json & { subnetIds?: string[] };
  const [subnet = ""] = vpc.subnetIds ?? [];
  const access = (body.accessConfig ?? {}) as Json;
  const id = randomBytes(16).toString("hex").toUpperCase();
  const description = {
    name,
    arn: arn(world, "cluster", name),
    createdAt: now(),
    version: text(body.version) ?? DEFAULT_VERSION,
    endpoint: world.endpoint,
    roleArn: required(body, "roleArn"),
    resourcesVpcConfig: {
      subnetIds: vpc.subnetIds ?? [],
      securityGroupIds: vpc.securityGroupIds ?? [],
      clusterSecurityGroupId: `sg-0${randomBytes(8).toString("hex")}`,
      vpcId: await ec2.vpcOf(subnet),
      endpointPublicAccess: vpc.endpointPublicAccess ?? true,
      endpointPrivateAccess: vpc.endpointPrivateAccess ?? false,
      publicAccessCidrs: publicCidrs(vpc),
    },
    kubernetesNetworkConfig: {
      serviceIpv4Cidr: "172.20.0.0/16",
      ipFamily: "ipv4",
      elasticLoadBalancing: { enabled: false },
      ...given((body.kubernetesNetworkConfig ?? {}) as Json),
    },
    logging: loggingOf(body.logging),
    identity: { oidc: { issuer: `https://oidc.eks.${world.region}.amazonaws.com/id/${id}` } },
    status: "ACTIVE",
    certificateAuthority: { data: Buffer.from(world.certificateAuthority).toString("base64") },
    platformVersion: "eks.1",
    tags: (body.tags ?? {}) as Json,
    health: { issues: [] },
    // The creator's permissions are asked for once and never told again.
    accessConfig: { authenticationMode: text(access.authenticationMode) ?? "CONFIG_MAP" },
    upgradePolicy: (body.upgradePolicy ?? { supportType: "EXTENDED" }) as Json,
    deletionProtection: body.deletionProtection ?? false,
    ...given({ encryptionConfig: body.encryptionConfig, zonalShiftConfig: body.zonalShiftConfig }),
  };
  world.clusters.set(name, {
    description,
    nodeGroups: new Map(),
    addOns: new Map(),
    accessEntries: new Map(),
    podIdentities: new Map(),
    updates: new Map(),
  });
  return { cluster: { ...description, status: "CREATING" } };
}

/** EKS answers "everybody" for a public endpoint without a list, and no list for a private one. */
function publicCidrs(vpc: Json): unknown {
  if (vpc.endpointPublicAccess === false) return [];
  const cidrs = vpc.publicAccessCidrs as string[] | undefined;
  return cidrs === undefined || cidrs.length === 0 ? ["0.0.0.0/0"] : cidrs;
}

/** Both halves: the types that are on and those that are off. */
function loggingOf(logging: unknown): Json {
  const asked = ((logging as Json | undefined)?.clusterLogging ?? []) as Json[];
  const on = asked
    .filter((one) => one.enabled === true)
    .flatMap((one) => (one.types ?? []) as string[]);
  const off = LOG_TYPES.filter((type) => !on.includes(type));
  const halves = [
    { types: on, enabled: true },
    { types: off, enabled: false },
  ];
  return { clusterLogging: halves.filter(({ types }) => types.length > 0) };
}

export function deleteCluster(world: World, name: string): Json {
  const cluster = clusterOf(world, name);
  if (cluster.nodeGroups.size > 0) throw inUse("Cluster has nodegroups attached");
  world.clusters.delete(name);
  return { cluster: { ...cluster.description, status: "DELETING" } };
}

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_UpdateClusterConfig.html */
export function updateClusterConfig(world: World, name: string, body: Json): Json {
  const cluster = clusterOf(world, name);
  const { description } = cluster;
  const vpc = body.resourcesVpcConfig as Json | undefined;
  if (vpc !== undefined) {
    const merged = { ...(description.resourcesVpcConfig as Json), ...given(vpc) };
    description.resourcesVpcConfig = { ...merged, publicAccessCidrs: publicCidrs(merged) };
  }
  if (body.logging != null) description.logging = loggingOf(body.logging);
  for (const key of ["accessConfig", "upgradePolicy", "zonalShiftConfig"]) {
    if (body[key] != null)
      description[key] = { ...(description[key] as Json), ...(body[key] as Json) };
  }
  if (body.deletionProtection != null) description.deletionProtection = body.deletionProtection;
  const type = vpc === undefined ? "LoggingUpdate" : "EndpointAccessUpdate";
  return recordUpdate(cluster, type);
}

export function updateClusterVersion(world: World, name: string, body: Json): Json {
  const cluster = clusterOf(world, name);
  cluster.description.version = required(body, "version");
  return recordUpdate(cluster, "VersionUpdate");
}

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html */
export async function createNodeGroup(
  world: World,
  clusterName: string,
  { body, ec2 }: EksRequest,
): Promise<Json> {
  const cluster = clusterOf(world, clusterName);
  const name = required(body, "nodegroupName");
  if (cluster.nodeGroups.has(name)) {
    throw inUse(`NodeGroup already exists with name ${name} and cluster name ${clusterName}`);
  }
  const template = body.launchTemplate as Json | undefined;
  const templateId = text(template?.id);
  const templateName =
    templateId === undefined ? undefined : await ec2.launchTemplateName(templateId);
  const version = text(body.version) ?? cluster.description.version;
  const id = randomUUID();
  const nodegroup = {
    nodegroupName: name,
    nodegroupArn: arn(world, "nodegroup", clusterName, name, id),
    clusterName,
    version,
    releaseVersion: text(body.releaseVersion) ?? `${version}.0-20261101`,
    createdAt: now(),
    modifiedAt: now(),
    status: "ACTIVE",
    capacityType: text(body.capacityType) ?? "ON_DEMAND",
    scalingConfig: body.scalingConfig ?? { minSize: 1, maxSize: 2, desiredSize: 2 },
    instanceTypes: body.instanceTypes ?? ["t3.medium"],
    subnets: body.subnets,
    amiType: text(body.amiType) ?? "AL2023_x86_64_STANDARD",
    nodeRole: required(body, "nodeRole"),
    labels: body.labels ?? {},
    resources: { autoScalingGroups: [{ name: `eks-${name}-${id}` }] },
    health: { issues: [] },
    updateConfig: body.updateConfig ?? { maxUnavailable: 1 },
    tags: body.tags ?? {},
    ...given({
      taints: body.taints,
      remoteAccess: body.remoteAccess,
      // With a launch template the disk is the template's.
      diskSize: template === undefined ? (body.diskSize ?? 20) : undefined,
      launchTemplate:
        template === undefined
          ? undefined
          : given({ ...template, name: template.name ?? templateName }),
    }),
  };
  cluster.nodeGroups.set(name, nodegroup);
  // EKS lets the nodes of its groups in by itself.
  const role = nodegroup.nodeRole;
  if (!cluster.accessEntries.has(role)) {
    const entry = accessEntryFor(world, clusterName, { principalArn: role, type: "EC2_LINUX" });
    cluster.accessEntries.set(role, entry);
  }
  return { nodegroup: { ...nodegroup, status: "CREATING" } };
}

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_UpdateNodegroupConfig.html */
export function updateNodeGroupConfig(nodegroup: Json, body: Json): void {
  for (const key of ["scalingConfig", "updateConfig", "nodeRepairConfig"]) {
    if (body[key] != null) nodegroup[key] = { ...(nodegroup[key] as Json), ...(body[key] as Json) };
  }
  const labels = body.labels as { addOrUpdateLabels?: Json; removeLabels?: string[] } | undefined;
  if (labels !== undefined) {
    const merged = { ...(nodegroup.labels as Json), ...labels.addOrUpdateLabels };
    const removed = labels.removeLabels ?? [];
    nodegroup.labels = Object.fromEntries(
      Object.entries(merged).filter(([key]) => !removed.includes(key)),
    );
  }
  const taints = body.taints as { addOrUpdateTaints?: Json[]; removeTaints?: Json[] } | undefined;
  if (taints !== undefined) {
    const id = (taint: Json): string => `${String(taint.key)}/${String(taint.effect)}`;
    const dropped = [...(taints.addOrUpdateTaints ?? []), ...(taints.removeTaints ?? [])].map(id);
    const kept = ((nodegroup.taints ?? []) as Json[]).filter((one) => !dropped.includes(id(one)));
    nodegroup.taints = [...kept, ...(taints.addOrUpdateTaints ?? [])];
  }
  nodegroup.modifiedAt = now();
}

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_UpdateNodegroupVersion.html */
export function updateNodeGroupVersion(nodegroup: Json, body: Json): void {
  const version = text(body.version);
  if (version !== undefined) {
    nodegroup.version = version;
    nodegroup.releaseVersion = text(body.releaseVersion) ?? `${version}.0-20261101`;
  }
  if (body.launchTemplate != null) {
    nodegroup.launchTemplate = {
      ...(nodegroup.launchTemplate as Json),
      ...given(body.launchTemplate as Json),
    };
  }
  nodegroup.modifiedAt = now();
}
