import type { Event } from "../../../lib/terraform/events.ts";
import type { KubernetesClient } from "../api/client.ts";
import { PodHistory } from "../diagnosis/history.ts";
import type { Outcome, RolloutOptions } from "../rollout/await.ts";
import { Observer } from "../rollout/observer.ts";
import { Reporter } from "../rollout/reporter.ts";
import { assessWorkload } from "../rollout/status.ts";
import { ClusterView } from "../rollout/view.ts";
import { Before } from "./before.ts";
import { decideStop, isStuck } from "./decide.ts";
import type { Assessed } from "./decide.ts";
import { InFlight } from "./in-flight.ts";
import type { Waited } from "./waited.ts";

export type ApplyWatcherOptions = Pick<
  RolloutOptions,
  "since" | "crashTolerance" | "onStatus" | "onUnreadable" | "onRetry"
>;

/** What was seen when terraform waited for nothing but workloads that cannot become ready. */
export interface Stopped extends Outcome {
  result: "failed";
  /** Addresses of all changes that terraform had begun. */
  begun: ReadonlySet<string>;
}

/**
 * Finds out that terraform is stuck, because it only waits for what cannot become ready: compares what it works on, by its events, with the workloads in the cluster.
 * There is no time limit, because terraform has its own.
 */
export class ApplyWatcher {
  readonly view = new ClusterView();
  readonly observer: Observer;
  /** Undefined: it was ended before. */
  readonly outcome: Promise<Stopped | undefined>;
  /** Fulfilled when it is known what there is before the apply. */
  readonly listed: Promise<void>;
  readonly #client: KubernetesClient;
  readonly #waited: readonly Waited[];
  readonly #options: ApplyWatcherOptions;
  readonly #history: PodHistory;
  readonly #reporter: Reporter;
  readonly #inFlight = new InFlight();
  #before: Before | undefined;
  /** Runner clock. */
  #stuckSince: number | undefined;
  #finish: (stopped: Stopped | undefined) => void = () => undefined;
  #onListed: () => void = () => undefined;

  constructor(client: KubernetesClient, waited: readonly Waited[], options: ApplyWatcherOptions) {
    this.#client = client;
    this.#waited = waited;
    this.#options = options;
    this.#history = new PodHistory(options.since);
    this.#reporter = new Reporter(options);
    this.observer = new Observer(this.#history, options, () => this.#update());
    this.outcome = new Promise((resolve) => (this.#finish = resolve));
    this.listed = new Promise((resolve) => (this.#onListed = resolve));
  }

  onEvent(event: Event): void {
    this.#inFlight.observe(event);
    if (this.#before !== undefined) this.observer.onChange();
  }

  end(): void {
    this.#finish(undefined);
    this.observer.close();
  }

  #update(): void {
    const now = Date.now();
    this.#before ??= new Before(
      this.#waited.map(({ workload }) => workload),
      this.view,
    );
    this.#onListed();
    const assessed = this.#assess(now);
    const statuses = assessed.map(({ status }) => status);
    this.#reporter.report(statuses);
    const stuck = isStuck(this.#inFlight.addresses, assessed, now);
    this.#stuckSince = stuck ? (this.#stuckSince ?? now) : undefined;
    const decision = decideStop(this.#stuckSince, assessed, now);
    if (!decision.isOver) {
      this.observer.updateAt(decision.decideAgainAt);
      return;
    }
    this.#finish({ result: "failed", statuses, endedAt: now, begun: this.#inFlight.begun });
    this.observer.close();
  }

  /** Only what terraform is making or has made: anything else is as it was before. */
  #assess(now: number): Assessed[] {
    const serverNow = this.#client.serverTime();
    const { since, crashTolerance } = this.#options;
    const clocks = { now, serverNow, since, crashTolerance };
    return this.#history.during(() =>
      this.#waited
        .filter((one) => this.#isMade(one))
        .map(({ address, workload }) => ({
          address,
          status: assessWorkload(workload, this.view, this.#history, clocks),
        })),
    );
  }

  #isMade({ address, workload }: Waited): boolean {
    const isBegun = this.#inFlight.begun.has(address) && !this.#inFlight.isDeleting(address);
    return isBegun && this.#before?.isChanged(workload, this.view) === true;
  }
}
