import path from "node:path";
import type { Aws, Place, Scope } from "../aws/index.ts";
import type { Failure } from "../kubernetes/failures.ts";
import { startKubernetes, type Kubernetes } from "../kubernetes/index.ts";
import type { Providers } from "../terraform/index.ts";
import { clusterUser } from "./access.ts";

interface Options {
  /** Where the world lives. */
  directory: string;
  aws: Aws;
  /** Opens every cluster. */
  adminToken: string;
  failures: Failure[];
  /** The resources that Terraform made. */
  resources: Providers["resources"];
}

/** The Kubernetes APIs behind the EKS clusters: each cluster has one, from the moment in which it is created. */
export class KubernetesApis {
  private readonly options: Options;
  private readonly opening = new Map<string, Promise<Kubernetes>>();
  private readonly opened: Kubernetes[] = [];

  constructor(options: Options) {
    this.options = options;
  }

  /** Those that run. */
  all(): readonly Kubernetes[] {
    return this.opened;
  }

  open(scope: Scope, name: string): Promise<Kubernetes> {
    const key = [scope.accountId, scope.region, name].join("/");
    const api = this.opening.get(key) ?? this.start(scope, name);
    this.opening.set(key, api);
    return api;
  }

  /** Starts those of the clusters of earlier runs: they are still there, behind other ports. */
  async reopen(): Promise<void> {
    for (const place of this.options.aws.places.all())
      for (const name of place.eks.names()) await this.move(place, name);
  }

  async close(): Promise<void> {
    await Promise.all(this.opened.map((api) => api.close()));
  }

  private async move(place: Place, name: string): Promise<void> {
    const { url, certificateAuthority } = await this.open(place, name);
    const cluster = place.eks.find(name);
    if (cluster !== undefined)
      place.eks.putCluster({ ...cluster, endpoint: url, certificateAuthority });
  }

  private async start(scope: Scope, name: string): Promise<Kubernetes> {
    const { directory, aws, adminToken, failures, resources } = this.options;
    const { accountId, region } = scope;
    const api = await startKubernetes({
      directory: path.join(directory, "clusters", accountId, region, encodeURIComponent(name)),
      ...{ adminToken, failures },
      authenticate: (token) => clusterUser(aws, token, { accountId, region, name }, resources),
      imageExists: (image) => imageExists(aws, accountId, image),
    });
    this.opened.push(api);
    return api;
  }
}

/**
 * Whether the kubelets of an account's cluster could pull an image: its canonical ECR name names a repository of the
 * account. For one of another account a node would need a repository policy, which nothing here makes.
 */
function imageExists(aws: Aws, accountId: string, image: string): boolean {
  const match =
    /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com\/(.+?)(?:@(sha256:[0-9a-f]{64})|:([\w.-]+))$/;
  const [, owner, region, repository = "", digest, tag] = match.exec(image) ?? [];
  const place = aws.places
    .all()
    .find((one) => one.accountId === accountId && one.accountId === owner && one.region === region);
  return place?.registry.images.find(repository, digest ?? tag ?? "latest") !== undefined;
}
