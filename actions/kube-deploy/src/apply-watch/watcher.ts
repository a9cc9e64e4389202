import type { Event } from "../../../lib/terraform/events.ts";
import type { KubernetesClient } from "../api/client.ts";
import { PodHistory } from "../diagnosis/history.ts";
import type { RolloutOptions } from "../rollout/await.ts";
import { Observer } from "../rollout/observer.ts";
import { Reporter } from "../rollout/reporter.ts";
import { assessWorkload } from "../rollout/status.ts";
import type { Status } from "../rollout/status.ts";
import { ClusterView } from "../rollout/view.ts";
import type { BuiltInWorkload } from "../workloads/workloads.ts";
import { Before } from "./before.ts";
import { InFlight } from "./in-flight.ts";

export type WatcherOptions = Pick<
  RolloutOptions,
  "since" | "crashTolerance" | "onStatus" | "onUnreadable" | "onRetry"
>;

/** Compares what terraform works on, by its events, with the workloads in the cluster, beside an apply. */
export abstract class Watcher<Outcome> {
  readonly view = new ClusterView();
  readonly observer: Observer;
  /** What was found; it comes when the watch ends. */
  readonly outcome: Promise<Outcome>;
  /** Fulfilled when it is known what there is before the apply. */
  readonly listed: Promise<void>;
  protected readonly inFlight = new InFlight();
  readonly #client: KubernetesClient;
  readonly #options: WatcherOptions;
  readonly #history: PodHistory;
  readonly #reporter: Reporter;
  #before: Before | undefined;
  #resolve: (outcome: Outcome) => void = () => undefined;
  #onListed: () => void = () => undefined;

  constructor(client: KubernetesClient, options: WatcherOptions) {
    this.#client = client;
    this.#options = options;
    this.#history = new PodHistory(options.since);
    this.#reporter = new Reporter(options);
    this.observer = new Observer(this.#history, options, () => this.#onUpdate());
    this.outcome = new Promise((resolve) => (this.#resolve = resolve));
    this.listed = new Promise((resolve) => (this.#onListed = resolve));
  }

  onEvent(event: Event): void {
    this.inFlight.observe(event);
    if (this.#before !== undefined) this.observer.onChange();
  }

  /** Ends the watch, because terraform has ended. */
  abstract end(): void;

  /** All workloads that may count, as far as the cluster has them. */
  protected abstract candidates(): BuiltInWorkload[];

  /** Looks at what has changed in the cluster. @param now runner clock, milliseconds since the epoch */
  protected abstract look(now: number): void;

  protected finish(outcome: Outcome): void {
    this.#resolve(outcome);
    this.observer.close();
  }

  /** Whether a workload is another one than before the apply. */
  protected isChanged(workload: BuiltInWorkload): boolean {
    return this.#before?.isChanged(workload, this.view) === true;
  }

  /** Adds to subjects the status of their workloads, and reports these. */
  protected assess<Subject extends { workload: BuiltInWorkload }>(
    subjects: readonly Subject[],
    now: number,
  ): (Subject & { status: Status })[] {
    const serverNow = this.#client.serverTime();
    const { since, crashTolerance } = this.#options;
    const clocks = { now, serverNow, since, crashTolerance };
    const assessed = this.#history.during(() =>
      subjects.map((subject) => ({
        ...subject,
        status: assessWorkload(subject.workload, this.view, this.#history, clocks),
      })),
    );
    this.#reporter.report(assessed.map(({ status }) => status));
    return assessed;
  }

  #onUpdate(): void {
    this.#before ??= new Before(this.candidates(), this.view);
    this.#onListed();
    this.look(Date.now());
  }
}
