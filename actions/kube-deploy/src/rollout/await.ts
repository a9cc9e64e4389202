import type { KubernetesClient } from "../api/client.ts";
import { PodHistory } from "../diagnosis/history.ts";
import type { Workload } from "../workloads/workloads.ts";
import { decide } from "./decide.ts";
import type { Result } from "./decide.ts";
import { progressOf } from "./progress.ts";
import { Reporter } from "./reporter.ts";
import { assessWorkload } from "./status.ts";
import type { Status } from "./status.ts";
import { Observer, watchUntilOutcome } from "./observer.ts";
import type { ViewListener } from "./synchronize.ts";
import { ClusterView } from "./view.ts";

export interface RolloutOptions extends Pick<ViewListener, "onUnreadable" | "onRetry"> {
  /** Milliseconds. */
  timeout: number;
  /** Milliseconds without any progress after which the rollout ends. */
  noActivityTimeout: number;
  /** Server time, in milliseconds. Earlier restarts and events of controllers are ignored; 0 = none is ignored. */
  since: number;
  /** How often a container may end before it counts as crashing repeatedly. */
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
 * Waits until every workload is ready, one of them can no longer become ready, or the time is over. All workloads are
 * watched at once. Nothing is polled: the workloads are assessed after each change and at each deadline.
 * @throws ApiError, ConnectionError if the cluster can no longer be watched
 */
export async function awaitOutcome(
  client: KubernetesClient,
  workloads: readonly Workload[],
  options: RolloutOptions,
): Promise<Outcome> {
  const rollout = new Rollout(client, workloads, options);
  return await watchUntilOutcome(
    client,
    { view: rollout.view, workloads },
    rollout,
    options.cancelled,
  );
}

/** Assesses the workloads after changes and at deadlines, until there is an outcome. */
class Rollout {
  readonly view = new ClusterView();
  readonly observer: Observer;
  readonly outcome: Promise<Outcome>;
  readonly #workloads: readonly Workload[];
  readonly #client: KubernetesClient;
  readonly #options: RolloutOptions;
  readonly #history: PodHistory;
  readonly #reporter: Reporter;
  readonly #deadline: number;
  #finish: (outcome: Outcome) => void = () => undefined;
  #fail: (error: Error) => void = () => undefined;
  #progress = "";
  #progressAt: number;

  constructor(client: KubernetesClient, workloads: readonly Workload[], options: RolloutOptions) {
    this.#client = client;
    this.#workloads = workloads;
    this.#options = options;
    this.#history = new PodHistory(options.since);
    this.#reporter = new Reporter(options);
    this.observer = new Observer(this.#history, options, () => this.#update());
    this.outcome = new Promise<Outcome>((resolve, reject) => {
      this.#finish = resolve;
      this.#fail = reject;
    });
    this.#progressAt = Date.now();
    this.#deadline = this.#progressAt + options.timeout;
    this.observer.updateAt(this.#deadline);
  }

  end(result: Result, endedAt = Date.now(), statuses = this.#assess(endedAt)): void {
    this.#finish({ result, statuses, endedAt });
    this.observer.close();
  }

  #update(): void {
    const { observer } = this;
    const now = Date.now();
    if (!observer.isComplete) {
      if (now < this.#deadline) observer.updateAt(this.#deadline);
      else this.#fail(observer.lastError);
      return;
    }
    const statuses = this.#assess(now);
    this.#reporter.report(statuses);
    const progress = progressOf(statuses);
    if (progress !== this.#progress) this.#progressAt = now;
    this.#progress = progress;
    const quiet = statuses.map(({ quietUntil = 0 }) => quietUntil);
    const inactiveAt = Math.max(this.#progressAt, ...quiet) + this.#options.noActivityTimeout;
    const decision = decide(statuses, { now, deadline: this.#deadline, inactiveAt });
    if (decision.result === undefined) observer.updateAt(decision.decideAgainAt);
    else this.end(decision.result, now, statuses);
  }

  #assess(now: number): Status[] {
    if (!this.observer.isComplete) return [];
    const serverNow = this.#client.serverTime();
    const { since, crashTolerance } = this.#options;
    const clocks = { now, serverNow, since, crashTolerance };
    return this.#history.during(() =>
      this.#workloads.map((workload) => assessWorkload(workload, this.view, this.#history, clocks)),
    );
  }
}
