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

/** During an apply, compares what Terraform works on, according to its events, with the workloads in the cluster. */
export abstract class Watcher<Outcome> {
  readonly view = new ClusterView();
  readonly observer: Observer;
  /** What was found; resolved when the watch ends. */
  readonly outcome: Promise<Outcome>;
  /** Resolved when the objects before the apply are known. */
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

  /** Ends the watch, because Terraform has ended. */
  abstract end(): void;

  /** Returns all workloads that may count and that exist in the cluster. */
  protected abstract candidates(): BuiltInWorkload[];

  /** Evaluates what has changed in the cluster. @param now runner clock, in milliseconds since the epoch */
  protected abstract look(now: number): void;

  protected finish(outcome: Outcome): void {
    this.#resolve(outcome);
    this.observer.close();
  }

  /** Returns whether a workload differs from before the apply. */
  protected isChanged(workload: BuiltInWorkload): boolean {
    return this.#before?.isChanged(workload, this.view) === true;
  }

  /** Adds the status of their workloads to the subjects, and reports each status. */
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
