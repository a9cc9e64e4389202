import { timingSafeEqual } from "node:crypto";
import { Document } from "../base/store.ts";
import type { Faults } from "../base/faults.ts";
import type { LoggedRequest } from "../base/http.ts";
import { Access, type DenyRule, type User } from "./access.ts";
import { handle } from "./api.ts";
import { createAuthority, issueServerCertificate, type Authority } from "./certificates.ts";
import { Cluster } from "./cluster.ts";
import { Loop } from "./controllers/controller.ts";
import { daemonSets } from "./controllers/daemonsets.ts";
import { deployments } from "./controllers/deployments.ts";
import { budgets, claims, quotas } from "./controllers/bookkeeping.ts";
import { garbage, namespaces } from "./controllers/housekeeping.ts";
import { jobs } from "./controllers/jobs.ts";
import { replicaSets } from "./controllers/replicasets.ts";
import { balancers, endpoints } from "./controllers/services.ts";
import { statefulSets } from "./controllers/statefulsets.ts";
import { Failures, type Failure } from "./failures.ts";
import { Kubelet } from "./kubelet/kubelet.ts";
import { scheduler } from "./kubelet/scheduler.ts";
import type { ImageExists } from "./kubelet/work.ts";
import { Logs } from "./logs.ts";
import type { Kinds } from "./objects.ts";
import { PACE, type Pace } from "./pace.ts";
import { seed } from "./seed.ts";
import { startServer } from "./server.ts";
import type { Snapshot } from "./store.ts";
import { Timeline, type Moment } from "./timeline.ts";

export type { DenyRule, User } from "./access.ts";
export { FAILURES, type Failure, type FailureReason } from "./failures.ts";
export type { Kinds, KubernetesObject } from "./objects.ts";
export type { Pace } from "./pace.ts";
export type { Moment } from "./timeline.ts";

export interface KubernetesOptions {
  /** Where the world is kept between runs; it lives in memory only when left out. */
  directory?: string;
  /** Whose token this is, for every token but `adminToken`; undefined is answered with 401. */
  authenticate(token: string): User | undefined | Promise<User | undefined>;
  adminToken: string;
  failures?: Failure[];
  pace?: Partial<Pace>;
  /** Whether the registry has an image; pods of one it has not fail to be pulled. All exist when left out. */
  imageExists?: ImageExists;
  deny?: DenyRule[];
  /** A port to try first, so that a kept world keeps its address; a free one when left out or taken. */
  port?: number;
}

/** A running Kubernetes API with its controllers, scheduler and kubelets. */
export interface Kubernetes {
  /** https://127.0.0.1:PORT */
  url: string;
  /** PEM of the CA that signed the server's certificate; the same for every run of a kept world. */
  certificateAuthority: string;
  objects<K extends keyof Kinds & string>(plural: K, namespace?: string): Kinds[K][];
  timeline: Moment[];
  /** Scripts a failure for pods that start from now on. */
  fail(failure: Failure): void;
  /** Takes back all scripted failures and denials. */
  recover(): void;
  deny(rule: DenyRule): void;
  /** Forgets the history, so that watchers of older versions get 410. */
  compact(): void;
  requests: LoggedRequest[];
  faults: Faults;
  /** Saves the world. @throws AggregateError with what went wrong in a controller, if anything did */
  close(): Promise<void>;
}

interface World {
  authority?: Authority;
  snapshot?: Snapshot;
  logs?: ReturnType<Logs["snapshot"]>;
}

export async function startKubernetes(options: KubernetesOptions): Promise<Kubernetes> {
  const world = new Document<World>(options.directory, "kubernetes", {});
  world.value.authority ??= await createAuthority();
  const certificateAuthority = world.value.authority.certificate;
  const problems: unknown[] = [];
  const failed = (error: unknown) => void problems.push(error);
  const cluster = furnish(options, world.value);
  const loop = new Loop(cluster, controllers(certificateAuthority), failed);
  const kubelet = new Kubelet(cluster, options.imageExists ?? (() => true), failed);
  const access = new Access();
  for (const rule of options.deny ?? []) access.deny(rule);
  const api = { cluster, access, authenticate: authenticator(options) };
  const certificate = await issueServerCertificate(world.value.authority);
  const server = await startServer(certificate, (exchange) => handle(api, exchange), options.port);
  loop.start();
  kubelet.start();
  return {
    url: server.url,
    certificateAuthority,
    objects: (plural, namespace) => structuredClone(cluster.store.list(plural, namespace)),
    timeline: cluster.timeline.moments,
    fail: (failure) => cluster.failures.add(failure),
    recover: () => {
      cluster.failures.clear();
      access.allow();
    },
    deny: (rule) => access.deny(rule),
    compact: () => cluster.store.compact(),
    requests: server.requests,
    faults: server.faults,
    async close() {
      await server.close();
      loop.stop();
      kubelet.stop();
      world.value.snapshot = cluster.store.snapshot();
      world.value.logs = cluster.logs.snapshot();
      world.save();
      if (problems.length > 0)
        throw new AggregateError(problems, "a controller of the embedded Kubernetes failed");
    },
  };
}

function furnish(options: KubernetesOptions, { snapshot, logs }: World): Cluster {
  const failures = new Failures();
  for (const failure of options.failures ?? []) failures.add(failure);
  const cluster = new Cluster({
    pace: { ...PACE, ...options.pace },
    failures,
    logs: new Logs(),
    timeline: new Timeline(),
  });
  if (snapshot === undefined) seed(cluster);
  else {
    cluster.store.restore(structuredClone(snapshot));
    cluster.logs.restore(logs ?? []);
  }
  return cluster;
}

function controllers(certificateAuthority: string) {
  return [
    scheduler,
    deployments(),
    replicaSets,
    statefulSets,
    daemonSets,
    jobs,
    endpoints,
    balancers,
    garbage,
    namespaces(certificateAuthority),
    quotas,
    budgets,
    claims,
  ];
}

const ADMIN: User = {
  username: "kubernetes-admin",
  groups: ["system:masters", "system:authenticated"],
};

function authenticator(options: KubernetesOptions) {
  const secret = Buffer.from(options.adminToken);
  return async (token: string): Promise<User | undefined> => {
    const given = Buffer.from(token);
    if (given.length === secret.length && timingSafeEqual(given, secret)) return ADMIN;
    return options.authenticate(token);
  };
}
