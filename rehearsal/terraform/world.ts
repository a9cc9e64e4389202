/** An ECR repository as Terraform creates it. */
export interface Repository {
  name: string;
  arn: string;
  immutable: boolean;
  scanOnPush: boolean;
  tags: Record<string, string>;
}

/** An EKS cluster as Terraform creates it. */
export interface ClusterRequest {
  name: string;
  arn: string;
  version: string;
  roleArn: string;
  /** Base of the cluster's OIDC identity, `https://oidc.eks.<region>.amazonaws.com/id/<hex>`. */
  issuer: string;
  tags: Record<string, string>;
}

/** An EKS cluster as it answers to DescribeCluster. */
export interface Cluster extends ClusterRequest {
  /** URL of the Kubernetes API. */
  endpoint: string;
  /** The API's certificate authority as EKS gives it: a PEM certificate, base64 encoded once more. */
  certificateAuthority: string;
}

/** Who calls AWS. */
export interface Identity {
  account: string;
  arn: string;
  userId: string;
}

/**
 * What the providers act on. Everything that other parts of the pipeline see (repositories that images are pushed
 * to, the cluster that is described, the Kubernetes API) is here; networks, roles and keys, which nothing else
 * looks at, live in the providers' own ledger. An effect that fails throws an Error whose message is in the words
 * of the service; Terraform shows it behind the provider's "creating ECR Repository (name): ".
 */
export interface World {
  aws: {
    accountId: string;
    region: string;
    identity(): Promise<Identity>;
    createRepository(repository: Repository): Promise<void>;
    updateRepository(repository: Repository): Promise<void>;
    hasRepository(name: string): Promise<boolean>;
    deleteRepository(name: string, options: { force: boolean }): Promise<void>;
    putLifecyclePolicy(repository: string, policy: string | undefined): Promise<void>;
    createCluster(cluster: ClusterRequest): Promise<Cluster>;
    updateCluster(cluster: ClusterRequest): Promise<void>;
    describeCluster(name: string): Promise<Cluster | undefined>;
    deleteCluster(name: string): Promise<void>;
  };
  /** A bearer token for the Kubernetes API, in place of the `exec` command of the provider configuration. */
  kubernetesToken(): Promise<string>;
}
