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
  /** Pods are compared with what it returns. Without it, every image can be pulled, and nothing is compared. */
  findImage?: FindImage;
  /** Logs that containers wrote before this process started. */
  logs?: ContainerLogs;
}

/** The answer to a request for a container's log. */
interface LogAnswer {
  status: 200 | 400 | 404;
  text: string;
}

export interface Kubelet {
  /** Errors inside the kubelet itself; empty in a good run. */
  problems: readonly unknown[];
  /** @param query the query of a log request, with `container` */
  readLog(namespace: string, pod: string, query: URLSearchParams): LogAnswer;
  stop(): Promise<void>;
}

/**
 * Starts the kubelets of all nodes. There are no containers: the kubelets write the status, events and logs of every
 * bound pod through the Kubernetes API, according to the scripted failures.
 */
export function startKubelet(options: KubeletOptions): Kubelet {
  const logs = options.logs ?? new ContainerLogs();
  const problems: unknown[] = [];
  const report = (problem: unknown): void => void problems.push(problem);
  const workers = new Workers({ ...options, logs }, report);
  const ended = new AbortController();
  const watching = options.client
    .watch<Pod>("/api/v1/pods", ({ type, object }) => workers.see(type, object), ended.signal)
    .catch(report);

  return {
    problems,
    readLog(namespace, name, query) {
      const worker = workers.find(namespace, name);
      if (worker === undefined) return { status: 404, text: `pod "${name}" does not exist` };
      return readLog(worker, logs, query);
    },
    async stop() {
      ended.abort();
      workers.stop();
      await watching;
    },
  };
}

/** The workers: one for each pod that has a node. */
class Workers {
  private readonly options: KubeletOptions & { logs: ContainerLogs };
  private readonly report: (problem: unknown) => void;
  private readonly byUid = new Map<string, PodWorker>();
  private started = 0;

  constructor(
    options: KubeletOptions & { logs: ContainerLogs },
    report: (problem: unknown) => void,
  ) {
    this.options = options;
    this.report = report;
  }

  /** Handles an event of the watch on all pods. */
  see(type: string, pod: Pod): void {
    if (pod.spec.nodeName === undefined) return;
    const { uid, deletionTimestamp } = pod.metadata;
    const known = this.byUid.get(uid);
    if (type === "DELETED") {
      known?.stop();
      this.byUid.delete(uid);
      this.options.logs.remove(uid);
      return;
    }
    const worker = known ?? this.add(pod);
    if (deletionTimestamp !== undefined) worker.terminate().catch(this.report);
    else if (known === undefined) void worker.run();
  }

  find(namespace: string, name: string): PodWorker | undefined {
    return [...this.byUid.values()].find(
      ({ pod: { metadata } }) => metadata.namespace === namespace && metadata.name === name,
    );
  }

  stop(): void {
    for (const worker of this.byUid.values()) worker.stop();
  }

  private add(pod: Pod): PodWorker {
    const { client, delays, failures, findImage = () => undefined, logs } = this.options;
    this.started += 1;
    const podIp = `10.0.${100 + Math.floor(this.started / 250)}.${1 + (this.started % 250)}`;
    const scripted = failures.of(pod);
    const { report } = this;
    const worker = new PodWorker(pod, {
      client,
      delays,
      failures: scripted,
      findImage,
      logs,
      podIp,
      report,
    });
    this.byUid.set(pod.metadata.uid, worker);
    return worker;
  }
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
