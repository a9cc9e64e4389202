import type { KubernetesClient } from "../api/client.ts";
import { ConnectionError } from "../api/errors.ts";
import { PodHistory } from "../diagnosis/history.ts";
import { isReady } from "../readiness/verdict.ts";
import type { Outcome, RolloutOptions } from "../rollout/await.ts";
import { assessWorkload } from "../rollout/status.ts";
import type { Status } from "../rollout/status.ts";
import { synchronizeView } from "../rollout/synchronize.ts";
import type { ViewListener } from "../rollout/synchronize.ts";
import { ClusterView } from "../rollout/view.ts";
import { lossOf, withLoss } from "./loss.ts";

type Options = Pick<RolloutOptions, "cancelled" | "onUnreadable" | "onRetry"> & {
  /** Server time when this deployment began, in milliseconds since the epoch. */
  startedAt: number;
  /** Runner clock, in milliseconds since the epoch: when the soak is over. */
  until: number;
  /** Runner clock: until then what is replaced at `until` may become ready. */
  deadline: number;
};

/**
 * Watches workloads that are ready, until the time is over or one of them has lost it. What is not ready at that time,
 * because its pods are being replaced, is waited for.
 * @throws ApiError, ConnectionError when the cluster cannot be watched any more
 */
export async function watchSoak(
  client: KubernetesClient,
  before: readonly Status[],
  options: Options,
): Promise<Outcome> {
  const stop = new AbortController();
  const soak = new Soak(client, before, options);
  const cancel = () => soak.end("cancelled");
  options.cancelled.addEventListener("abort", cancel, { once: true });
  try {
    const workloads = before.map(({ workload }) => workload);
    const watching = synchronizeView(soak.view, workloads, client, soak, stop.signal);
    return await Promise.race([soak.outcome, watching.then(() => soak.outcome)]);
  } finally {
    options.cancelled.removeEventListener("abort", cancel);
    soak.close();
    stop.abort();
  }
}

class Soak implements ViewListener {
  readonly view = new ClusterView();
  readonly outcome: Promise<Outcome>;
  readonly #client: KubernetesClient;
  readonly #before: readonly Status[];
  readonly #options: Options;
  readonly #history: PodHistory;
  #finish: (outcome: Outcome) => void = () => undefined;
  #statuses: Status[];
  #timer: NodeJS.Timeout | undefined;
  #pending: NodeJS.Immediate | undefined;
  #closed = false;
  #fail: (error: Error) => void = () => undefined;
  /** Every collection has been listed: an object that is not in the view does not exist. */
  #complete = false;
  #lastError: Error = new ConnectionError("timeout", "ETIMEDOUT", "the objects were not listed");

  constructor(client: KubernetesClient, before: readonly Status[], options: Options) {
    this.#client = client;
    this.#before = before;
    this.#options = options;
    this.#statuses = [...before];
    this.#history = new PodHistory(options.startedAt);
    this.outcome = new Promise((resolve, reject) => {
      this.#finish = resolve;
      this.#fail = reject;
    });
    this.#updateAt(options.until);
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

  end(result: Outcome["result"], statuses = this.#statuses): void {
    this.#finish({ result, statuses, endedAt: Date.now() });
    this.close();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    clearImmediate(this.#pending);
  }

  #update(): void {
    if (this.#closed) return;
    const { until, deadline } = this.#options;
    const now = Date.now();
    if (!this.#complete) {
      if (now < deadline) this.#updateAt(deadline);
      else this.#fail(this.#lastError);
      return;
    }
    this.#statuses = this.#assess(now);
    const losses = this.#before.map((before, index) =>
      lossOf(before, this.#statuses[index] ?? before, now),
    );
    const withLosses = this.#statuses.map((status, index) => losses[index] ?? status);
    if (losses.some((loss) => loss !== undefined)) this.end("failed", withLosses);
    else if (now < until) this.#updateAt(until);
    else if (this.#statuses.every(({ verdict }) => isReady(verdict))) this.end("healthy");
    else if (now >= deadline) this.end("failed", this.#statuses.map(notReadyAgain));
    else this.#updateAt(deadline);
  }

  #assess(now: number): Status[] {
    const serverNow = this.#client.serverTime();
    // That a container ends at all is a loss, and found as one; the tolerance decides only how it is described.
    const clocks = { now, serverNow, since: this.#options.startedAt, crashTolerance: 2 };
    return this.#history.during(() =>
      this.#before.map(({ workload }) =>
        assessWorkload(workload, this.view, this.#history, clocks),
      ),
    );
  }

  #updateAt(time: number): void {
    clearTimeout(this.#timer);
    const wait = Math.min(Math.max(time - Date.now(), 0) + 1, 2 ** 31 - 1);
    this.#timer = setTimeout(() => this.#update(), wait);
  }
}

/** Its pods were replaced in the soak, and the new ones do not become ready. */
const notReadyAgain = (status: Status): Status =>
  isReady(status.verdict) ? status : withLoss(status, status.verdict.message);
