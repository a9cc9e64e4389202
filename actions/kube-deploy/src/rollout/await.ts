import type { KubernetesClient } from "../api/client.ts";
import { ConnectionError } from "../api/errors.ts";
import { PodHistory } from "../diagnosis/history.ts";
import { nameOf } from "../workloads/workloads.ts";
import type { Workload } from "../workloads/workloads.ts";
import { decide } from "./decide.ts";
import type { Result } from "./decide.ts";
import { progressOf } from "./progress.ts";
import { assessWorkload } from "./status.ts";
import type { Status } from "./status.ts";
import { synchronizeView } from "./synchronize.ts";
import type { ViewListener } from "./synchronize.ts";
import { ClusterView } from "./view.ts";

export interface RolloutOptions extends Pick<ViewListener, "onUnreadable" | "onRetry"> {
  /** Milliseconds. */
  timeout: number;
  /** Milliseconds without any progress. */
  noActivityTimeout: number;
  /** Server time, in milliseconds. Earlier restarts and events of controllers are ignored; 0: none are. */
  since: number;
  /** How often a container may end before it counts as one that keeps ending. */
  crashTolerance: number;
  cancelled: AbortSignal;
  /** Called when the message of a workload changes. */
  onStatus(status: Status): void;
}

export interface Outcome {
  result: Result;
  statuses: Status[];
  /** Runner clock, in milliseconds since the epoch. */
  endedAt: number;
}

/**
 * Waits until every workload is ready, one of them cannot become ready any more, or the time is over. All workloads are
 * watched at once. There is no polling: the workloads are assessed after each change and at each deadline.
 * @throws ApiError, ConnectionError when the cluster cannot be watched any more
 */
export async function awaitOutcome(
  client: KubernetesClient,
  workloads: readonly Workload[],
  options: RolloutOptions,
): Promise<Outcome> {
  const view = new ClusterView();
  const stop = new AbortController();
  const rollout = new Rollout(client, workloads, view, options);
  const cancel = () => rollout.end("cancelled");
  options.cancelled.addEventListener("abort", cancel, { once: true });
  try {
    const watching = synchronizeView(view, workloads, client, rollout, stop.signal);
    // The watches end only by an error or by `stop`.
    return await Promise.race([rollout.outcome, watching.then(() => rollout.outcome)]);
  } finally {
    options.cancelled.removeEventListener("abort", cancel);
    rollout.close();
    stop.abort();
  }
}

/** Assesses the workloads after changes and at deadlines, until there is an outcome. */
class Rollout implements ViewListener {
  readonly outcome: Promise<Outcome>;
  readonly #workloads: readonly Workload[];
  readonly #client: KubernetesClient;
  readonly #options: RolloutOptions;
  readonly #view: ClusterView;
  readonly #history: PodHistory;
  readonly #reported = new Map<string, string>();
  readonly #deadline: number;
  #finish: (outcome: Outcome) => void = () => undefined;
  #fail: (error: Error) => void = () => undefined;
  /** Every collection has been listed: an object that is not in the view does not exist. */
  #complete = false;
  #progress = "";
  #progressAt: number;
  #timer: NodeJS.Timeout | undefined;
  #pending: NodeJS.Immediate | undefined;
  #closed = false;
  #lastError: Error = new ConnectionError("timeout", "ETIMEDOUT", "the objects were not listed");

  constructor(
    client: KubernetesClient,
    workloads: readonly Workload[],
    view: ClusterView,
    options: RolloutOptions,
  ) {
    this.#client = client;
    this.#workloads = workloads;
    this.#options = options;
    this.#view = view;
    this.#history = new PodHistory(options.since);
    this.outcome = new Promise<Outcome>((resolve, reject) => {
      this.#finish = resolve;
      this.#fail = reject;
    });
    this.#progressAt = Date.now();
    this.#deadline = this.#progressAt + options.timeout;
    this.#updateAt(this.#deadline);
  }

  onPod(pod: Parameters<PodHistory["observe"]>[0]): void {
    this.#history.observe(pod);
  }

  /** Changes that arrive together are assessed together. */
  onChange(): void {
    this.#complete = true;
    this.#pending ??= setImmediate(() => {
      this.#pending = undefined;
      this.#update();
    });
  }

  onUnreadable(...[kind, error]: Parameters<ViewListener["onUnreadable"]>): void {
    this.#options.onUnreadable(kind, error);
  }

  onRetry(error: Error): void {
    this.#lastError = error;
    this.#options.onRetry(error);
  }

  end(result: Result, endedAt = Date.now(), statuses = this.#assess(endedAt)): void {
    this.#finish({ result, statuses, endedAt });
    this.close();
  }

  /** A change that arrives later has no effect. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    clearImmediate(this.#pending);
  }

  #update(): void {
    if (this.#closed) return;
    const now = Date.now();
    if (!this.#complete) {
      if (now < this.#deadline) this.#updateAt(this.#deadline);
      else this.#fail(this.#lastError);
      return;
    }
    const statuses = this.#assess(now);
    for (const status of statuses) this.#reportChange(status);
    const progress = progressOf(statuses);
    if (progress !== this.#progress) this.#progressAt = now;
    this.#progress = progress;
    const quiet = statuses.map(({ quietUntil = 0 }) => quietUntil);
    const inactiveAt = Math.max(this.#progressAt, ...quiet) + this.#options.noActivityTimeout;
    const decision = decide(statuses, { now, deadline: this.#deadline, inactiveAt });
    if (decision.result === undefined) this.#updateAt(decision.decideAgainAt);
    else this.end(decision.result, now, statuses);
  }

  #assess(now: number): Status[] {
    if (!this.#complete) return [];
    const serverNow = this.#client.serverTime();
    const { since, crashTolerance } = this.#options;
    const clocks = { now, serverNow, since, crashTolerance };
    return this.#history.during(() =>
      this.#workloads.map((workload) =>
        assessWorkload(workload, this.#view, this.#history, clocks),
      ),
    );
  }

  #updateAt(time: number): void {
    clearTimeout(this.#timer);
    // A timer cannot wait for longer than this; it then updates earlier, which does no harm.
    const wait = Math.min(Math.max(time - Date.now(), 0) + 1, 2 ** 31 - 1);
    this.#timer = setTimeout(() => this.#update(), wait);
  }

  #reportChange(status: Status): void {
    const key = nameOf(status.workload);
    const text = `${status.verdict.message} ${status.diagnoses[0]?.message ?? ""}`;
    if (this.#reported.get(key) === text) return;
    this.#reported.set(key, text);
    this.#options.onStatus(status);
  }
}
