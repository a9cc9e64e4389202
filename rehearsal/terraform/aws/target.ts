/** An EKS cluster as the embedded AWS keeps it. */
export interface Cluster extends ClusterAddress {
  name: string;
  version?: string;
  roleArn?: string;
  /** Further fields of DescribeCluster, as the API names them. */
  details?: Record<string, unknown>;
}

interface ClusterAddress {
  /** URL of the Kubernetes API. */
  endpoint: string;
  /** PEM of the authority that signed the API's certificate. */
  certificateAuthority: string;
}

/** The settings of an ECR repository that Terraform sets. */
export interface RepositorySettings {
  name: string;
  imageTagMutability: "IMMUTABLE" | "MUTABLE";
  scanOnPush: boolean;
}

/**
 * The part of the embedded AWS that resources take effect in, because other parts of the pipeline see it: repositories
 * that images are pushed to, and the cluster that is described. Networks, roles and keys, which nothing else sees, are
 * kept by the replay alone. What is refused throws an Error with a message in the words of the service.
 */
export interface Account {
  accountId: string;
  region: string;
  ecr: {
    createRepository(settings: RepositorySettings): unknown;
    update(name: string, settings: RepositorySettings): unknown;
    find(name: string): object | undefined;
    deleteRepository(name: string, options: { force: boolean }): unknown;
  };
  eks: {
    putCluster(cluster: Cluster): unknown;
    find(name: string): Cluster | undefined;
    deleteCluster(name: string): void;
  };
}

/** Who calls AWS. The providers run in the rehearsal's process and see no credentials. */
interface Caller {
  arn: string;
  userId: string;
}

/** What the replay of hashicorp/aws acts on. */
export interface Target {
  aws: Account;
  caller: Caller;
  /** Where the Kubernetes API of a cluster is that Terraform creates. */
  cluster(name: string): ClusterAddress | Promise<ClusterAddress>;
}

/**
 * Finds out what a Terraform process acts on, when it configures its provider.
 * @param region of the provider's configuration, when that has one
 */
export type FindTarget = (region: string | undefined) => Target | Promise<Target>;

/** A certificate authority as EKS gives it: PEM, base64 encoded once more. */
export const toBase64 = (pem: string): string => Buffer.from(pem).toString("base64");
