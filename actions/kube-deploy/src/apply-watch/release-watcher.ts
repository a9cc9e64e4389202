import type { Event } from "../../../lib/terraform/events.ts";
import type { KubernetesClient } from "../api/client.ts";
import type { WorkloadKind, WorkloadObject } from "../api/objects.ts";
import { PodHistory } from "../diagnosis/history.ts";
import { turningPointsOf } from "../rollout/decide.ts";
import { Observer } from "../rollout/observer.ts";
import { Reporter } from "../rollout/reporter.ts";
import { assessWorkload } from "../rollout/status.ts";
import type { Status } from "../rollout/status.ts";
import { ClusterView } from "../rollout/view.ts";
import { nameOf } from "../workloads/workloads.ts";
import type { BuiltInWorkload } from "../workloads/workloads.ts";
import type { ApplyWatcherOptions } from "./apply-watcher.ts";
import { Before } from "./before.ts";
import { InFlight } from "./in-flight.ts";
import { isOfRelease, keepTelling } from "./releases.ts";
import type { Seen, WaitedRelease } from "./releases.ts";

const KINDS: readonly WorkloadKind[] = ["Deployment", "StatefulSet", "DaemonSet", "Job"];

/**
 * Remembers what the workloads of Helm releases say while Helm waits for them: when it gives up, it names no reason, and
 * with `atomic` nothing is left of what failed. Which objects a release has is known only in the cluster.
 */
export class ReleaseWatcher {
  readonly view = new ClusterView();
  readonly observer: Observer;
  /** The status of each workload that says most; it comes when the watch ends. */
  readonly outcome: Promise<Status[]>;
  /** Fulfilled when it is known what there is before the apply. */
  readonly listed: Promise<void>;
  /** Stand for the collections that are watched. */
  readonly workloads: readonly BuiltInWorkload[];
  readonly #client: KubernetesClient;
  readonly #releases: readonly WaitedRelease[];
  readonly #options: ApplyWatcherOptions;
  readonly #history: PodHistory;
  readonly #reporter: Reporter;
  readonly #inFlight = new InFlight();
  readonly #seen = new Map<string, Seen>();
  #before: Before | undefined;
  #finish: (statuses: Status[]) => void = () => undefined;
  #onListed: () => void = () => undefined;

  constructor(
    client: KubernetesClient,
    releases: readonly WaitedRelease[],
    options: ApplyWatcherOptions,
  ) {
    this.#client = client;
    this.#releases = releases;
    this.#options = options;
    this.workloads = [...new Set(releases.map(({ namespace }) => namespace))].flatMap((namespace) =>
      KINDS.map((kind) => ({ kind, namespace, name: "", shortLived: false })),
    );
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
    this.#finish([...this.#seen.values()].map(({ status }) => status));
    this.observer.close();
  }

  #update(): void {
    const now = Date.now();
    this.#before ??= new Before(this.#workloadsOf(this.#releases), this.view);
    this.#onListed();
    const statuses = this.#assess(this.#before, now);
    this.#reporter.report(statuses);
    for (const status of statuses) this.#remember(status, now);
    const next = Math.min(...statuses.flatMap(turningPointsOf).filter((time) => time > now));
    if (next < Infinity) this.observer.updateAt(next);
  }

  #remember(status: Status, now: number): void {
    const { kind, namespace, name } = status.workload;
    const generation = this.view.find(kind, namespace, name)?.metadata.generation;
    const key = nameOf(status.workload);
    const seen = keepTelling(this.#seen.get(key), status, { generation, now });
    if (seen === undefined) this.#seen.delete(key);
    else this.#seen.set(key, seen);
  }

  /** Only what Helm works on and has changed: anything else is as it was before. */
  #assess(before: Before, now: number): Status[] {
    const serverNow = this.#client.serverTime();
    const { since, crashTolerance } = this.#options;
    const clocks = { now, serverNow, since, crashTolerance };
    const isAtWork = ({ address }: WaitedRelease) =>
      this.#inFlight.addresses.includes(address) && !this.#inFlight.isDeleting(address);
    return this.#history.during(() =>
      this.#workloadsOf(this.#releases.filter(isAtWork))
        .filter((workload) => before.isChanged(workload, this.view))
        .map((workload) => assessWorkload(workload, this.view, this.#history, clocks)),
    );
  }

  #workloadsOf(releases: readonly WaitedRelease[]): BuiltInWorkload[] {
    return releases.flatMap((release) =>
      KINDS.flatMap((kind) =>
        this.view
          .all(kind, release.namespace)
          .filter((object) => isOfRelease(object as WorkloadObject, release))
          .map(({ metadata: { namespace, name } }) => ({
            kind,
            namespace,
            name,
            shortLived: false,
          })),
      ),
    );
  }
}
