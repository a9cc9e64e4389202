/** An EKS cluster as the embedded AWS stores it. */
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

/** The settings of an ECR repository that Terraform manages. */
export interface RepositorySettings {
  name: string;
  imageTagMutability: "IMMUTABLE" | "MUTABLE";
  scanOnPush: boolean;
}

/**
 * The part of the embedded AWS on which resources have an effect, because other parts of the pipeline see it:
 * repositories that receive images, and the cluster. Networks, roles and keys are not visible elsewhere, so they exist
 * only in the replay. A refusal throws an Error with the service's message.
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

/** The identity that calls AWS. The providers run in the rehearsal's process and see no credentials. */
interface Caller {
  arn: string;
  userId: string;
}

/** The target of the hashicorp/aws replay. */
export interface Target {
  aws: Account;
  caller: Caller;
  /** Returns the address of the Kubernetes API for a cluster that Terraform creates. */
  cluster(name: string): ClusterAddress | Promise<ClusterAddress>;
}

/**
 * Finds the target of a Terraform process when the process configures its provider.
 * @param region in the provider's configuration, if it has one
 */
export type FindTarget = (region: string | undefined) => Target | Promise<Target>;

/** Encodes a certificate authority as EKS returns it: PEM, base64-encoded once more. */
export const toBase64 = (pem: string): string => Buffer.from(pem).toString("base64");
