import { randomBytes } from "node:crypto";
import {
  arn,
  clusterOf,
  collectionOf,
  given,
  inUse,
  now,
  required,
  text,
  type Ec2,
  type Json,
  type World,
} from "./world.ts";

const LOG_TYPES = ["api", "audit", "authenticator", "controllerManager", "scheduler"];
const DEFAULT_VERSION = "1.34";

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html */
export async function createCluster(world: World, body: Json, ec2: Ec2): Promise<Json> {
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
    tags: body.tags ?? {},
    health: { issues: [] },
    // The creator's permissions are a parameter of the creation and not part of the description.
    accessConfig: { authenticationMode: text(access.authenticationMode) ?? "CONFIG_MAP" },
    upgradePolicy: body.upgradePolicy ?? { supportType: "EXTENDED" },
    deletionProtection: body.deletionProtection ?? false,
    ...given({ encryptionConfig: body.encryptionConfig, zonalShiftConfig: body.zonalShiftConfig }),
  };
  world.clusters.set(name, { description, collections: new Map() });
  return { cluster: { ...description, status: "CREATING" } };
}

export function deleteCluster(world: World, name: string): Json {
  const cluster = clusterOf(world, name);
  if (collectionOf(cluster, "node-groups").size > 0) throw inUse("Cluster has nodegroups attached");
  world.clusters.delete(name);
  return { cluster: { ...cluster.description, status: "DELETING" } };
}

/** Returns 0.0.0.0/0 for a public endpoint without a list, and no list for a private endpoint, as EKS does. */
function publicCidrs(vpc: Json): unknown {
  if (vpc.endpointPublicAccess === false) return [];
  const cidrs = vpc.publicAccessCidrs as string[] | undefined;
  return cidrs === undefined || cidrs.length === 0 ? ["0.0.0.0/0"] : cidrs;
}

/** Returns both halves: the log types that are on and those that are off. */
function loggingOf(logging: unknown): Json {
  const requested = ((logging as Json | undefined)?.clusterLogging ?? []) as Json[];
  const on = requested
    .filter((one) => one.enabled === true)
    .flatMap((one) => (one.types ?? []) as string[]);
  const off = LOG_TYPES.filter((type) => !on.includes(type));
  const halves = [
    { types: on, enabled: true },
    { types: off, enabled: false },
  ];
  return { clusterLogging: halves.filter(({ types }) => types.length > 0) };
}
