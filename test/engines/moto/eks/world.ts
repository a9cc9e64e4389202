/** A JSON object of a request or an answer. */
export type Json = Record<string, unknown>;

/** An error answer of EKS: https://docs.aws.amazon.com/eks/latest/APIReference/CommonErrors.html */
export class EksError extends Error {
  override name = "EksError";
  readonly type: string;
  readonly status: number;

  constructor(type: string, status: number, message: string) {
    super(message);
    this.type = type;
    this.status = status;
  }
}

export const notFound = (message: string): EksError =>
  new EksError("ResourceNotFoundException", 404, message);
export const inUse = (message: string): EksError =>
  new EksError("ResourceInUseException", 409, message);
export const invalid = (message: string): EksError =>
  new EksError("InvalidParameterException", 400, message);

/** What EKS requests from EC2. moto answers, with the caller's own credentials. */
export interface Ec2 {
  vpcOf(subnetId: string): Promise<string>;
  launchTemplateName(id: string): Promise<string>;
}

export interface Cluster {
  description: Json & { name: string; version: string };
  /**
   * Descriptions, first by path below the cluster (`node-groups`, `access-entries/ARN/access-policies`), then by id.
   */
  collections: Map<string, Map<string, Json>>;
}

/** Everything that EKS owns, in memory. */
export interface World {
  account: string;
  region: string;
  /** Address of the API server that DescribeCluster returns for every cluster. */
  endpoint: string;
  /** PEM */
  certificateAuthority: string;
  clusters: Map<string, Cluster>;
}

export function clusterOf(world: World, name: string): Cluster {
  const cluster = world.clusters.get(name);
  if (cluster === undefined) throw notFound(`No cluster found for name: ${name}.`);
  return cluster;
}

/** Returns the resources that a cluster has at a path such as `node-groups`. */
export function collectionOf(cluster: Cluster, path: string): Map<string, Json> {
  const items = cluster.collections.get(path) ?? new Map<string, Json>();
  cluster.collections.set(path, items);
  return items;
}

/** Returns the current time in the API's format: seconds since the epoch. */
export const now = (): number => Date.now() / 1000;

export const arn = (world: World, ...parts: string[]): string =>
  `arn:aws:eks:${world.region}:${world.account}:${parts.join("/")}`;

export const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

export function required(body: Json, key: string): string {
  const value = text(body[key]);
  if (value === undefined) throw invalid(`${key} must not be null or empty`);
  return value;
}

/** Returns the entries whose value is neither undefined nor null. */
export function given(values: Json): Json {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value != null));
}
