import type { KubernetesClient } from "../api/client.ts";
import { PodHistory } from "../diagnosis/history.ts";
import { isReady } from "../readiness/verdict.ts";
import type { Outcome, RolloutOptions } from "../rollout/await.ts";
import { Observer, watchUntilOutcome } from "../rollout/observer.ts";
import { assessWorkload } from "../rollout/status.ts";
import type { Status } from "../rollout/status.ts";
import { ClusterView } from "../rollout/view.ts";
import { lossOf, withLoss } from "./loss.ts";

type Options = Pick<RolloutOptions, "cancelled" | "onUnreadable" | "onRetry"> & {
  /** Server time when this deployment began, in milliseconds since the epoch. */
  startedAt: number;
  /** When the soak is over: runner clock, in milliseconds since the epoch. */
  until: number;
  /** Until when pods that are being replaced at `until` may become ready (runner clock). */
  deadline: number;
};

/**
 * Watches workloads that are ready, until the time is over or one of them is no longer ready. If a workload is not
 * ready at that time because its pods are being replaced, the watch waits for it.
 * @throws ApiError, ConnectionError if the cluster can no longer be watched
 */
export async function watchSoak(
  client: KubernetesClient,
  before: readonly Status[],
  options: Options,
): Promise<Outcome> {
  const soak = new Soak(client, before, options);
  const workloads = before.map(({ workload }) => workload);
  return await watchUntilOutcome(client, { view: soak.view, workloads }, soak, options.cancelled);
}

class Soak {
  readonly view = new ClusterView();
  readonly observer: Observer;
  readonly outcome: Promise<Outcome>;
  readonly #client: KubernetesClient;
  readonly #before: readonly Status[];
  readonly #options: Options;
  readonly #history: PodHistory;
  #finish: (outcome: Outcome) => void = () => undefined;
  #statuses: Status[];
  #fail: (error: Error) => void = () => undefined;

  constructor(client: KubernetesClient, before: readonly Status[], options: Options) {
    this.#client = client;
    this.#before = before;
    this.#options = options;
    this.#statuses = [...before];
    this.#history = new PodHistory(options.startedAt);
    this.observer = new Observer(this.#history, options, () => this.#update());
    this.outcome = new Promise((resolve, reject) => {
      this.#finish = resolve;
      this.#fail = reject;
    });
    this.observer.updateAt(options.until);
  }

  end(result: Outcome["result"], statuses = this.#statuses): void {
    this.#finish({ result, statuses, endedAt: Date.now() });
    this.observer.close();
  }

  #update(): void {
    const { until, deadline } = this.#options;
    const now = Date.now();
    if (!this.observer.isComplete) {
      if (now < deadline) this.observer.updateAt(deadline);
      else this.#fail(this.observer.lastError);
      return;
    }
    this.#statuses = this.#assess(now);
    const losses = this.#before.map((before, index) =>
      lossOf(before, this.#statuses[index] ?? before, now),
    );
    const withLosses = this.#statuses.map((status, index) => losses[index] ?? status);
    if (losses.some((loss) => loss !== undefined)) this.end("failed", withLosses);
    else if (now < until) this.observer.updateAt(until);
    else if (this.#statuses.every(({ verdict }) => isReady(verdict))) this.end("healthy");
    else if (now >= deadline) this.end("failed", this.#statuses.map(notReadyAgain));
    else this.observer.updateAt(deadline);
  }

  #assess(now: number): Status[] {
    const serverNow = this.#client.serverTime();
    // Any end of a container is found as a loss; the tolerance only decides how the loss is described.
    const clocks = { now, serverNow, since: this.#options.startedAt, crashTolerance: 2 };
    return this.#history.during(() =>
      this.#before.map(({ workload }) =>
        assessWorkload(workload, this.view, this.#history, clocks),
      ),
    );
  }
}

/** Returns the status of a workload whose pods were replaced in the soak, if the new pods did not become ready. */
const notReadyAgain = (status: Status): Status =>
  isReady(status.verdict) ? status : withLoss(status, status.verdict.message);
