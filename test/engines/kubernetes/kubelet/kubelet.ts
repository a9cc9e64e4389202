import type { Api } from "../api.ts";
import type { ClusterKeys } from "../keys.ts";
import { requirePodFailure, type PodFailure } from "./failures.ts";
import { startLogServer } from "./log-server.ts";
import { registerNodes, renewNodes } from "./nodes.ts";
import { PACE, type Pace } from "./steps.ts";
import { PodWorker } from "./worker.ts";
import type { Pod } from "./pod.ts";

export interface KubeletOptions {
  api: Api;
  keys: ClusterKeys;
  /** What the nodes say they run, v1.36.3. */
  version: string;
  pace?: Partial<Pace>;
  failures?: readonly PodFailure[];
  /** False makes the pull fail; asked once per container. */
  imageExists?: (image: string) => boolean | Promise<boolean>;
}

export interface Kubelet {
  /** From now on new pods that match fail like this. */
  fail(failure: PodFailure): void;
  /** New pods are healthy again. */
  recover(): void;
  /** What went wrong inside the kubelet itself; empty in a good run. */
  problems: readonly string[];
  stop(): Promise<void>;
}

const HEARTBEAT_MS = 10_000;

/** Runs the pods of all nodes without containers: writes their status, events and logs as a script says. */
export async function startKubelet(options: KubeletOptions): Promise<Kubelet> {
  const { api } = options;
  const failures: PodFailure[] = (options.failures ?? []).map(requirePodFailure);
  const workers = new Map<string, PodWorker>();
  const problems: string[] = [];
  const report = (problem: unknown): unknown => problems.push(String(problem));
  const ended = new AbortController();
  const find = (namespace: string, name: string): PodWorker | undefined =>
    [...workers.values()].find((worker) => worker.name === `${namespace}/${name}`);
  const logs = await startLogServer(options.keys, find);
  await registerNodes(api, logs.port, options.version);

  let started = 0;
  const see = (type: string, pod: Pod): void => {
    const { uid, deletionTimestamp } = pod.metadata;
    const known = workers.get(uid);
    if (type === "DELETED") {
      known?.stop();
      workers.delete(uid);
      return;
    }
    const worker = known ?? newWorker(pod);
    worker.pod = { ...pod, status: { ...pod.status, ...worker.pod.status } };
    if (deletionTimestamp !== undefined) worker.terminate().catch(report);
    else if (known === undefined) void worker.run();
  };
  const newWorker = (pod: Pod): PodWorker => {
    started += 1;
    const podIp = `10.0.${100 + Math.floor(started / 250)}.${1 + (started % 250)}`;
    const { imageExists } = options;
    const worker = new PodWorker(pod, {
      api,
      pace: { ...PACE, ...options.pace },
      failures: [...failures],
      podIp,
      report,
      ...(imageExists === undefined ? {} : { imageExists }),
    });
    workers.set(pod.metadata.uid, worker);
    return worker;
  };
  const watching = api
    .watch<Pod>(
      "/api/v1/pods?fieldSelector=spec.nodeName%21%3D",
      ({ type, object }) => see(type, object),
      ended.signal,
    )
    .catch(report);
  const heart = setInterval(() => void renewNodes(api).catch(report), HEARTBEAT_MS);
  return {
    problems,
    fail: (failure) => void failures.unshift(requirePodFailure(failure)),
    recover: () => failures.splice(0),
    async stop() {
      clearInterval(heart);
      ended.abort();
      for (const worker of workers.values()) worker.stop();
      await logs.close();
      await watching;
    },
  };
}
