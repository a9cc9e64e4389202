import type { KubernetesClient } from "../api/client.ts";
import type { WorkloadKind, WorkloadObject } from "../api/objects.ts";
import { turningPointsOf } from "../rollout/decide.ts";
import type { Status } from "../rollout/status.ts";
import { nameOf } from "../workloads/workloads.ts";
import type { BuiltInWorkload } from "../workloads/workloads.ts";
import { isOfRelease, keepTelling } from "./releases.ts";
import type { Seen, WaitedRelease } from "./releases.ts";
import { Watcher } from "./watcher.ts";
import type { WatcherOptions } from "./watcher.ts";

const KINDS: readonly WorkloadKind[] = ["Deployment", "StatefulSet", "DaemonSet", "Job"];

/**
 * Remembers what the workloads of Helm releases report while Helm waits for them. When Helm gives up, it names no
 * reason, and with `atomic` nothing that failed is left. Only the cluster knows which objects belong to a release. The
 * outcome has, for each workload, the status that explains most.
 */
export class ReleaseWatcher extends Watcher<Status[]> {
  /** Represent the collections that are watched. */
  readonly workloads: readonly BuiltInWorkload[];
  readonly #releases: readonly WaitedRelease[];
  readonly #seen = new Map<string, Seen>();

  constructor(
    client: KubernetesClient,
    releases: readonly WaitedRelease[],
    options: WatcherOptions,
  ) {
    super(client, options);
    this.#releases = releases;
    this.workloads = [...new Set(releases.map(({ namespace }) => namespace))].flatMap((namespace) =>
      KINDS.map((kind) => ({ kind, namespace, name: "", shortLived: false })),
    );
  }

  override end(): void {
    this.finish([...this.#seen.values()].map(({ status }) => status));
  }

  protected override candidates(): BuiltInWorkload[] {
    return this.#workloadsOf(this.#releases);
  }

  protected override look(now: number): void {
    // Only what Helm works on and has changed counts: everything else is as it was before.
    const atWork = this.#releases.filter(
      ({ address }) =>
        this.inFlight.addresses.includes(address) && !this.inFlight.isDeleting(address),
    );
    const changed = this.#workloadsOf(atWork).filter((workload) => this.isChanged(workload));
    const subjects = changed.map((workload) => ({ workload }));
    const statuses = this.assess(subjects, now).map(({ status }) => status);
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
