import type { KubernetesClient } from "../client.ts";
import type { Delays } from "../delays.ts";
import type { Failures } from "../failures.ts";
import type { Pod } from "../objects/types.ts";
import type { FindImage } from "./image-fit.ts";
import { ContainerLogs, findLogProblem } from "./logs.ts";
import { PodWorker } from "./worker.ts";

export interface KubeletOptions {
  client: KubernetesClient;
  delays: Delays;
  failures: Failures;
  /** Pods are compared with what it says. Left out: every image can be pulled, and nothing is compared. */
  findImage?: FindImage;
  /** What containers wrote before this process. */
  logs?: ContainerLogs;
}

/** The answer to the question for a container's log. */
interface LogAnswer {
  status: 200 | 400 | 404;
  text: string;
}

export interface Kubelet {
  /** What went wrong inside the kubelet itself; empty in a good run. */
  problems: readonly unknown[];
  /** @param query the query of a request for the log, with `container` */
  readLog(namespace: string, pod: string, query: URLSearchParams): LogAnswer;
  stop(): Promise<void>;
}

/**
 * The kubelets of all nodes, without containers: they write status, events and logs of every bound pod through the
 * Kubernetes API, according to the scripted failures.
 */
export function startKubelet(options: KubeletOptions): Kubelet {
  const { client, delays, failures, findImage = () => undefined } = options;
  const logs = options.logs ?? new ContainerLogs();
  const workers = new Map<string, PodWorker>();
  const problems: unknown[] = [];
  const report = (problem: unknown): void => void problems.push(problem);
  const ended = new AbortController();
  let started = 0;

  const addWorker = (pod: Pod): PodWorker => {
    started += 1;
    const podIp = `10.0.${100 + Math.floor(started / 250)}.${1 + (started % 250)}`;
    const scripted = failures.of(pod);
    const options = { client, delays, failures: scripted, findImage, logs, podIp, report };
    const worker = new PodWorker(pod, options);
    workers.set(pod.metadata.uid, worker);
    return worker;
  };
  const see = (type: string, pod: Pod): void => {
    if (pod.spec.nodeName === undefined) return;
    const { uid, deletionTimestamp } = pod.metadata;
    const known = workers.get(uid);
    if (type === "DELETED") {
      known?.stop();
      workers.delete(uid);
      logs.remove(uid);
      return;
    }
    const worker = known ?? addWorker(pod);
    if (deletionTimestamp !== undefined) worker.terminate().catch(report);
    else if (known === undefined) void worker.run();
  };
  const watching = client
    .watch<Pod>("/api/v1/pods", ({ type, object }) => see(type, object), ended.signal)
    .catch(report);

  return {
    problems,
    readLog(namespace, name, query) {
      const worker = [...workers.values()].find(
        ({ pod: { metadata } }) => metadata.namespace === namespace && metadata.name === name,
      );
      if (worker === undefined) return { status: 404, text: `pod "${name}" does not exist` };
      return readLog(worker, logs, query);
    },
    async stop() {
      ended.abort();
      for (const worker of workers.values()) worker.stop();
      await watching;
    },
  };
}

function readLog(
  { pod, main, init }: PodWorker,
  logs: ContainerLogs,
  query: URLSearchParams,
): LogAnswer {
  const { name, uid } = pod.metadata;
  const container = query.get("container") ?? main[0]?.name ?? "";
  const status = [...main, ...init].find((one) => one.name === container);
  if (status === undefined)
    return { status: 400, text: `container "${container}" in pod "${name}" is not available` };
  const problem = findLogProblem(name, status, query.get("previous") === "true");
  if (problem !== undefined) return { status: 400, text: problem };
  return { status: 200, text: logs.read(uid, status, query) };
}
