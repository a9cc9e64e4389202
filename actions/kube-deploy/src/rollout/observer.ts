import type { KubernetesClient } from "../api/client.ts";
import { ConnectionError } from "../api/errors.ts";
import type { PodHistory } from "../diagnosis/history.ts";
import type { Workload } from "../workloads/workloads.ts";
import { synchronizeView } from "./synchronize.ts";
import type { ViewListener } from "./synchronize.ts";
import type { ClusterView } from "./view.ts";

type Observation = Parameters<PodHistory["observe"]>[0];

/** Listens to a view: remembers what happens to pods, and calls `update` after changes and at a given time. */
export class Observer implements ViewListener {
  /** Every collection has been listed, so an object that is not in the view does not exist. */
  isComplete = false;
  lastError: Error = new ConnectionError("timeout", "ETIMEDOUT", "the objects were not listed");
  readonly #history: PodHistory;
  readonly #listener: Pick<ViewListener, "onUnreadable" | "onRetry">;
  readonly #update: () => void;
  #timer: NodeJS.Timeout | undefined;
  #pending: NodeJS.Immediate | undefined;
  #isClosed = false;

  constructor(
    history: PodHistory,
    listener: Pick<ViewListener, "onUnreadable" | "onRetry">,
    update: () => void,
  ) {
    this.#history = history;
    this.#listener = listener;
    this.#update = () => {
      if (!this.#isClosed) update();
    };
  }

  onPod(pod: Observation): void {
    this.#history.observe(pod);
  }

  /** Schedules one assessment for all changes that arrive together. */
  onChange(): void {
    this.isComplete = true;
    this.#pending ??= setImmediate(() => {
      this.#pending = undefined;
      this.#update();
    });
  }

  onUnreadable(...[kind, error]: Parameters<ViewListener["onUnreadable"]>): void {
    this.#listener.onUnreadable(kind, error);
  }

  onRetry(error: Error): void {
    this.lastError = error;
    this.#listener.onRetry(error);
  }

  /** @param time runner clock, in milliseconds since the epoch */
  updateAt(time: number): void {
    clearTimeout(this.#timer);
    // A timer cannot wait longer than this. It then updates too early, which does no harm.
    const wait = Math.min(Math.max(time - Date.now(), 0) + 1, 2 ** 31 - 1);
    this.#timer = setTimeout(this.#update, wait);
  }

  /** Stops the observer: later changes have no effect. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    clearImmediate(this.#pending);
  }
}

/** What to find out about workloads, by listening to a view of them. */
interface Inquiry<Outcome> {
  observer: Observer;
  outcome: Promise<Outcome>;
  end: (result: "cancelled") => void;
}

/**
 * Keeps the view of the workloads up to date until there is an outcome.
 * @throws ApiError, ConnectionError if the cluster can no longer be watched
 */
export async function watchUntilOutcome<Outcome>(
  client: KubernetesClient,
  { view, workloads }: { view: ClusterView; workloads: readonly Workload[] },
  inquiry: Inquiry<Outcome>,
  cancelled: AbortSignal,
): Promise<Outcome> {
  const { observer, outcome } = inquiry;
  const stop = new AbortController();
  const cancel = () => inquiry.end("cancelled");
  cancelled.addEventListener("abort", cancel, { once: true });
  // A signal that is already aborted calls no listener.
  if (cancelled.aborted) cancel();
  try {
    const watching = synchronizeView(view, workloads, client, observer, stop.signal);
    // The watches end only because of an error or `stop`.
    return await Promise.race([outcome, watching.then(() => outcome)]);
  } finally {
    cancelled.removeEventListener("abort", cancel);
    observer.close();
    stop.abort();
  }
}
