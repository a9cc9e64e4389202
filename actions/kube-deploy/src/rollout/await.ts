import type { KubernetesClient } from "../api/client.ts";
import { ConnectionError } from "../api/errors.ts";
import type { ApiError } from "../api/errors.ts";
import type { ResourceKind } from "../api/resources.ts";
import { isReady } from "../readiness/verdict.ts";
import { assess } from "./status.ts";
import type { Status } from "./status.ts";
import { Memory } from "../diagnosis/history.ts";
import { progressOf } from "./progress.ts";
import { ClusterView } from "./view.ts";
import type { Workload } from "../workloads/workloads.ts";

export interface RolloutOptions {
  /** Milliseconds. */
  timeout: number;
  /** Milliseconds without any progress. */
  noActivity: number;
  /** The server's time when the watching's reason began, in milliseconds: younger pods begin with no restarts. */
  since: number;
  /** The server's time from which refusals to create pods count; 0 = all that the cluster still remembers. */
  eventsSince: number;
  cancelled: AbortSignal;
  /** Told when what a workload says of itself changes. */
  onStatus(status: Status): void;
  onMissing(kind: ResourceKind, error: ApiError): void;
  onRetry(error: Error): void;
}

/** How the watching ended: all ready, at least one cannot become ready, or the time is over. */
export interface Outcome {
  result: "healthy" | "failed" | "timeout" | "no-activity" | "cancelled";
  statuses: Status[];
}

/**
 * Watches the workloads, all at once (K-E 75), until every one is ready, one of them cannot become ready any more, or
 * the time is over. There is no polling: it looks when the cluster tells of a change, and when a deadline comes.
 * @throws ApiError, ConnectionError when the cluster cannot be watched any more
 */
export async function awaitRollout(
  client: KubernetesClient,
  workloads: readonly Workload[],
  options: RolloutOptions,
): Promise<Outcome> {
  const rollout = new Rollout(client, workloads, options);
  return await rollout.run();
}

class Rollout {
  readonly #workloads: readonly Workload[];
  readonly #client: KubernetesClient;
  readonly #options: RolloutOptions;
  readonly #view: ClusterView;
  readonly #memory: Memory;
  readonly #stop = new AbortController();
  readonly #told = new Map<string, string>();
  #deadline = 0;
  #progress = "";
  #progressAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #pending = false;
  #lastError: Error | undefined;
  #finish: (outcome: Outcome) => void = () => undefined;
  #fail: (error: Error) => void = () => undefined;

  constructor(client: KubernetesClient, workloads: readonly Workload[], options: RolloutOptions) {
    this.#client = client;
    this.#workloads = workloads;
    this.#options = options;
    this.#view = new ClusterView(client, workloads);
    this.#memory = new Memory(options.since);
  }

  async run(): Promise<Outcome> {
    this.#deadline = Date.now() + this.#options.timeout;
    this.#progressAt = Date.now();
    const outcome = new Promise<Outcome>((resolve, reject) => {
      this.#finish = resolve;
      this.#fail = reject;
    });
    const cancel = () => this.#end("cancelled");
    this.#options.cancelled.addEventListener("abort", cancel, { once: true });
    try {
      this.#schedule(this.#deadline);
      const watching = this.#view.watch(this.#listener(), this.#stop.signal);
      // The watch ends by itself only by an error; else the outcome ends it.
      return await Promise.race([outcome, watching.then(() => outcome)]);
    } finally {
      this.#options.cancelled.removeEventListener("abort", cancel);
      clearTimeout(this.#timer);
      this.#stop.abort();
    }
  }

  #listener() {
    const options = this.#options;
    return {
      onPod: (pod: Parameters<Memory["observe"]>[0]) => this.#memory.observe(pod),
      onChange: () => this.#lookSoon(),
      onMissing: (kind: ResourceKind, error: ApiError) => options.onMissing(kind, error),
      onRetry: (error: Error) => {
        this.#lastError = error;
        options.onRetry(error);
      },
    };
  }

  /** Several changes of one moment are looked at together. */
  #lookSoon(): void {
    if (this.#pending) return;
    this.#pending = true;
    setImmediate(() => {
      this.#pending = false;
      if (!this.#stop.signal.aborted) this.#look();
    });
  }

  #look(): void {
    const now = Date.now();
    if (!this.#view.complete) {
      this.#lookIncomplete(now);
      return;
    }
    const statuses = this.#assess(now);
    for (const status of statuses) this.#tell(status);
    if (statuses.every(({ verdict }) => isReady(verdict))) {
      this.#end("healthy", statuses);
      return;
    }
    if (statuses.some((status) => isFatal(status, now))) {
      this.#end("failed", statuses);
      return;
    }
    const progress = progressOf(statuses);
    if (progress !== this.#progress) this.#progressAt = now;
    this.#progress = progress;
    const stalledAt = this.#progressAt + this.#options.noActivity;
    if (now >= this.#deadline) {
      this.#end("timeout", statuses);
      return;
    }
    if (now >= stalledAt) {
      this.#end("no-activity", statuses);
      return;
    }
    this.#schedule(Math.min(this.#deadline, stalledAt, ...statuses.flatMap(momentsOf)));
  }

  /** Before every list has come, an object that is not seen is not missing: only the time can be over. */
  #lookIncomplete(now: number): void {
    if (now < this.#deadline) {
      this.#schedule(this.#deadline);
      return;
    }
    const never = new ConnectionError("timeout", "ETIMEDOUT", "the lists of objects never came");
    this.#fail(this.#lastError ?? never);
  }

  #assess(now: number): Status[] {
    const moment = { now, serverNow: this.#client.serverTime(), since: this.#options.eventsSince };
    this.#memory.begin();
    const statuses = this.#workloads.map((workload) =>
      assess(workload, this.#view, this.#memory, moment),
    );
    this.#memory.end();
    return statuses;
  }

  #schedule(at: number): void {
    clearTimeout(this.#timer);
    // Longer waits than this overflow the timer; it then simply looks earlier.
    const wait = Math.min(Math.max(at - Date.now(), 0) + 1, 2 ** 31 - 1);
    this.#timer = setTimeout(() => this.#look(), wait);
  }

  #tell(status: Status): void {
    const { kind, namespace, name } = status.workload;
    const key = `${kind} ${namespace}/${name}`;
    const text = `${status.verdict.message} ${status.diagnoses[0]?.message ?? ""}`;
    if (this.#told.get(key) === text) return;
    this.#told.set(key, text);
    this.#options.onStatus(status);
  }

  #end(result: Outcome["result"], statuses?: Status[]): void {
    const known = this.#view.complete ? this.#assess(Date.now()) : [];
    this.#finish({ result, statuses: statuses ?? known });
  }
}

const isFatal = ({ verdict, diagnoses }: Status, now: number): boolean =>
  verdict.state === "failed" || diagnoses.some(({ fatalAt }) => fatalAt <= now);

const momentsOf = ({ againAt, diagnoses }: Status): number[] =>
  [againAt ?? Infinity, ...diagnoses.map(({ fatalAt }) => fatalAt)].filter(Number.isFinite);
