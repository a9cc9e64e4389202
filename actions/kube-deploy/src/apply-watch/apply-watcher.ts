import type { KubernetesClient } from "../api/client.ts";
import type { Outcome } from "../rollout/await.ts";
import type { BuiltInWorkload } from "../workloads/workloads.ts";
import { decideStop, isStuck } from "./decide.ts";
import type { Waited } from "./waited.ts";
import { Watcher } from "./watcher.ts";
import type { WatcherOptions } from "./watcher.ts";

/** What was seen when Terraform was waiting only for workloads that cannot become ready. */
export interface Stopped extends Outcome {
  result: "failed";
  /** Addresses of all changes that Terraform had begun. */
  begun: ReadonlySet<string>;
}

/**
 * Detects that Terraform is stuck, because it only waits for workloads that cannot become ready. There is no time
 * limit, because Terraform has its own. The outcome is undefined if the apply ended before.
 */
export class ApplyWatcher extends Watcher<Stopped | undefined> {
  readonly #waited: readonly Waited[];
  /** Time by the runner's clock. */
  #stuckSince: number | undefined;

  constructor(client: KubernetesClient, waited: readonly Waited[], options: WatcherOptions) {
    super(client, options);
    this.#waited = waited;
  }

  override end(): void {
    this.finish(undefined);
  }

  protected override candidates(): BuiltInWorkload[] {
    return this.#waited.map(({ workload }) => workload);
  }

  protected override look(now: number): void {
    // Only what Terraform creates or has created counts: everything else is as it was before.
    const made = this.#waited.filter((one) => this.#isMade(one));
    const assessed = this.assess(made, now);
    const stuck = isStuck(this.inFlight.addresses, assessed, now);
    this.#stuckSince = stuck ? (this.#stuckSince ?? now) : undefined;
    const decision = decideStop(this.#stuckSince, assessed, now);
    if (decision.isOver) {
      const statuses = assessed.map(({ status }) => status);
      this.finish({ result: "failed", statuses, endedAt: now, begun: this.inFlight.begun });
    } else this.observer.updateAt(decision.decideAgainAt);
  }

  #isMade({ address, workload }: Waited): boolean {
    const isBegun = this.inFlight.begun.has(address) && !this.inFlight.isDeleting(address);
    return isBegun && this.isChanged(workload);
  }
}
