import { timingSafeEqual } from "node:crypto";
import { createAuthority, issueServerCertificate, type KeyPair } from "../base/certificates.ts";
import { Document } from "../base/store.ts";
import type { Faults } from "../base/faults.ts";
import { startLoopback, type LoggedRequest, type Loopback } from "../base/http.ts";
import { KubernetesClient } from "./client.ts";
import { deployments } from "./controllers/deployments.ts";
import { disruptionBudgets } from "./controllers/disruption-budgets.ts";
import { garbage } from "./controllers/garbage.ts";
import { jobs } from "./controllers/jobs.ts";
import { loadBalancers } from "./controllers/load-balancers.ts";
import { Loop, type Controller } from "./controllers/loop.ts";
import { namespaces } from "./controllers/namespaces.ts";
import { replicaSets } from "./controllers/replica-sets.ts";
import { scheduler } from "./controllers/scheduler.ts";
import { DELAYS, type Delays } from "./delays.ts";
import { Failures, type Failure } from "./failures.ts";
import { startKubelet, type Kubelet } from "./kubelet/kubelet.ts";
import type { FindImage } from "./kubelet/image-fit.ts";
import { ContainerLogs, type SavedLogs } from "./kubelet/logs.ts";
import { Cluster } from "./objects/cluster.ts";
import { badRequest } from "./objects/refusals.ts";
import type { Snapshot } from "./objects/store.ts";
import type { Kinds, Pod } from "./objects/types.ts";
import { seedCluster } from "./seed.ts";
import { Access, type DenyRule, type User } from "./server/access.ts";
import { answerError, answerExchange, type Api } from "./server/api.ts";
import { inProcess } from "./server/in-process.ts";

export interface KubernetesOptions {
  /** Where the world is kept between runs. Default: in memory only. */
  directory?: string;
  /** Returns the user of a token, for every token except `adminToken`. undefined is answered with 401. */
  authenticate(token: string): User | undefined | Promise<User | undefined>;
  adminToken: string;
  failures?: Failure[];
  delays?: Partial<Delays>;
  /**
   * Pods are compared with what it returns. Without it, every image can be pulled, and the digests of tags are made up.
   */
  findImage?: FindImage;
  deny?: DenyRule[];
  /**
   * A port to try first, so that a kept world keeps its address. A free port is used by default, or if this port is
   * taken.
   */
  port?: number;
}

/** A running Kubernetes API with its controllers, scheduler and kubelets. */
export interface Kubernetes {
  /** https://127.0.0.1:PORT */
  url: string;
  /** PEM of the CA that signed the server's certificate. It is the same for every run of a kept world. */
  certificateAuthority: string;
  objects<K extends keyof Kinds & string>(plural: K, namespace?: string): Kinds[K][];
  /** Scripts a failure for pods that start from now on. */
  fail(failure: Failure): void;
  /** Removes all scripted failures and denials. */
  recover(): void;
  deny(rule: DenyRule): void;
  /**
   * Changes the number of replicas of a Deployment, as `kubectl scale` does.
   * @returns false if no Deployment has this name
   */
  scale(deployment: string, replicas: number): boolean;
  /** Forgets the history, so that watchers of older versions get 410. */
  compact(): void;
  /** Requests from external clients, without the kubelets' requests. */
  requests: LoggedRequest[];
  faults: Faults;
  /** Saves the world. @throws AggregateError with the errors of controllers and kubelets, if there were any */
  close(): Promise<void>;
}

interface World {
  authority?: KeyPair;
  snapshot?: Snapshot;
  logs?: SavedLogs;
}

const ADMIN: User = {
  username: "kubernetes-admin",
  groups: ["system:masters", "system:authenticated"],
};
const NODES: User = { username: "system:nodes", groups: ["system:nodes"] };

export async function startKubernetes(options: KubernetesOptions): Promise<Kubernetes> {
  const world = new Document<World>(options.directory, "kubernetes", {});
  const authority = (world.value.authority ??= await createAuthority("kubernetes"));
  const failures = new Failures();
  const cluster = openCluster(options, failures, world.value.snapshot);
  const fail = (failure: Failure): void => failures.add(failure, imagesThatRunWell(cluster));
  for (const failure of options.failures ?? []) fail(failure);
  const logs = new ContainerLogs(world.value.logs);
  const problems: unknown[] = [];
  const report = (problem: unknown): void => void problems.push(problem);
  const loop = new Loop(cluster, controllers(authority.certificate), report);
  const access = accessWithout(options.deny);
  const api: Api = {
    cluster,
    access,
    authenticate: authenticator(options),
    readLog: (pod, query) => readLog(kubelet, pod, query),
  };
  const server = await serve(api, authority, options);
  loop.start();
  const kubelet: Kubelet = startNodes(api, { failures, logs }, options);
  return {
    url: server.url,
    certificateAuthority: authority.certificate,
    objects: (plural, namespace) => structuredClone(cluster.store.list(plural, namespace)),
    fail,
    recover() {
      failures.clear();
      access.clear();
    },
    deny: (rule) => access.deny(rule),
    scale: (deployment, replicas) => scaleDeployment(cluster, deployment, replicas),
    compact: () => cluster.store.compact(),
    requests: server.requests,
    faults: server.faults,
    async close() {
      await server.close();
      loop.stop();
      await kubelet.stop();
      save(world, cluster, logs);
      throwProblems([...problems, ...kubelet.problems]);
    },
  };
}

function startNodes(
  api: Api,
  kept: { failures: Failures; logs: ContainerLogs },
  { findImage }: KubernetesOptions,
): Kubelet {
  return startKubelet({
    // Denials apply to external clients only.
    client: new KubernetesClient(inProcess({ ...api, access: new Access() }, NODES)),
    delays: api.cluster.delays,
    ...kept,
    ...(findImage === undefined ? {} : { findImage }),
  });
}

function save(world: Document<World>, cluster: Cluster, logs: ContainerLogs): void {
  world.value.snapshot = cluster.store.snapshot();
  world.value.logs = logs.save();
  world.save();
}

function throwProblems(problems: readonly unknown[]): void {
  if (problems.length > 0)
    throw new AggregateError(problems, "a controller of the embedded Kubernetes failed");
}

function accessWithout(denied: readonly DenyRule[] = []): Access {
  const access = new Access();
  for (const rule of denied) access.deny(rule);
  return access;
}

/** Starts the API server, over HTTPS. */
const serve = async (
  api: Api,
  authority: KeyPair,
  { port }: KubernetesOptions,
): Promise<Loopback> =>
  startLoopback({
    handle: (exchange) => answerExchange(api, exchange),
    failed: answerError,
    tls: await issueServerCertificate(authority, "CN=kube-apiserver"),
    ...(port === undefined ? {} : { port }),
  });

function openCluster(
  options: KubernetesOptions,
  failures: Failures,
  snapshot: Snapshot | undefined,
): Cluster {
  const cluster = new Cluster({ delays: { ...DELAYS, ...options.delays }, failures });
  if (snapshot === undefined) seedCluster(cluster);
  else cluster.store.restore(structuredClone(snapshot));
  return cluster;
}

function scaleDeployment(cluster: Cluster, name: string, replicas: number): boolean {
  const found = cluster.store.list("deployments").find(({ metadata }) => metadata.name === name);
  if (found === undefined) return false;
  cluster.update("deployments", found, ({ spec }) => {
    spec.replicas = replicas;
  });
  return true;
}

/** Returns the images of the pods that are ready. */
const imagesThatRunWell = ({ store }: Cluster): string[] =>
  store
    .list("pods")
    .filter(({ status }) =>
      status.conditions?.some((one) => one.type === "Ready" && one.status === "True"),
    )
    .flatMap(({ spec }) => [...spec.containers, ...(spec.initContainers ?? [])])
    .map(({ image = "" }) => image);

function controllers(certificateAuthority: string): Controller[] {
  return [
    scheduler,
    deployments(),
    replicaSets,
    jobs,
    loadBalancers,
    garbage,
    namespaces(certificateAuthority),
    disruptionBudgets,
  ];
}

function authenticator(options: KubernetesOptions): Api["authenticate"] {
  const secret = Buffer.from(options.adminToken);
  return async (token) => {
    const given = Buffer.from(token);
    if (given.length === secret.length && timingSafeEqual(given, secret)) return ADMIN;
    return options.authenticate(token);
  };
}

/** Reads a log. A pod without a node has an empty log. @throws StatusError 400 */
function readLog(kubelet: Kubelet, { metadata, spec }: Pod, query: URLSearchParams): string {
  if (spec.nodeName === undefined) return "";
  const { status, text } = kubelet.readLog(metadata.namespace ?? "", metadata.name, query);
  if (status !== 200) throw badRequest(text);
  return text;
}
