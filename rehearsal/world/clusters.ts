import path from "node:path";
import type { Aws, Place, Scope } from "../aws/index.ts";
import type { Failure } from "../kubernetes/failures.ts";
import { startKubernetes, type Kubernetes } from "../kubernetes/index.ts";
import { startRealKubernetes, type RealKubernetes } from "../real/kubernetes.ts";
import type { Providers } from "../terraform/index.ts";
import { clusterUser } from "./access.ts";
import { findIn } from "./pulls.ts";

interface Options {
  /** The world's folder. */
  directory: string;
  aws: Aws;
  /** The token of an administrator of every cluster. */
  adminToken: string;
  failures: Failure[];
  /** Use real control planes instead of embedded ones. */
  real?: boolean;
  /** The resources that Terraform created. */
  resources: Providers["resources"];
}

/** What the world needs of a cluster, embedded or real. */
type Cluster = Pick<
  Kubernetes,
  "url" | "certificateAuthority" | "scale" | "objects" | "requests" | "close"
>;

/** The Kubernetes APIs of the EKS clusters. Each cluster has one from its creation on. */
export class KubernetesApis {
  private readonly options: Options;
  private readonly opening = new Map<string, Promise<Cluster>>();
  private readonly opened: Cluster[] = [];

  constructor(options: Options) {
    this.options = options;
  }

  /** Returns the running clusters. */
  all(): readonly Cluster[] {
    return this.opened;
  }

  open(scope: Scope, name: string): Promise<Cluster> {
    const key = [scope.accountId, scope.region, name].join("/");
    const api = this.opening.get(key) ?? this.start(scope, name);
    this.opening.set(key, api);
    return api;
  }

  /** Starts the clusters of earlier runs again, on other ports. */
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

  /** Starts a real control plane without an EKS cluster. A repository reaches it with a kubeconfig. */
  async openAlone(accountId: string): Promise<RealKubernetes> {
    const { aws, failures } = this.options;
    const real = await startRealKubernetes({
      failures,
      findImage: findIn(aws, accountId, undefined),
    });
    this.opened.push(asCluster(real));
    return real;
  }

  private async start(scope: Scope, name: string): Promise<Cluster> {
    const { directory, aws, adminToken, failures, resources, real } = this.options;
    const { accountId, region } = scope;
    const authenticate = (token: string) =>
      clusterUser(aws, token, { accountId, region, name }, resources);
    const api = real
      ? asCluster(
          await startRealKubernetes({
            failures,
            findImage: findIn(aws, accountId, undefined),
            authenticate: async (token) =>
              token === adminToken ? ADMINISTRATOR : await authenticate(token),
          }),
        )
      : await startKubernetes({
          directory: path.join(directory, "clusters", accountId, region, encodeURIComponent(name)),
          adminToken,
          failures,
          authenticate,
          findImage: findIn(aws, accountId, "not-found"),
        });
    this.opened.push(api);
    return api;
  }
}

const ADMINISTRATOR = { username: "kubernetes-admin", groups: ["system:masters"] };

/** Adapts a real control plane. It supports no manual changes, and its requests are not counted. */
const asCluster = ({ url, certificateAuthority, close }: RealKubernetes): Cluster => ({
  url,
  certificateAuthority,
  close,
  requests: [],
  scale: () => false,
  objects: () => [],
});
