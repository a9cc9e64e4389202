import { nameOf } from "../workloads/workloads.ts";
import type { Status } from "./status.ts";

/** Reports how far workloads are, each status once. */
export class Reporter {
  readonly #reported = new Map<string, string>();
  readonly #listener: { onStatus(status: Status): void };

  constructor(listener: { onStatus(status: Status): void }) {
    this.#listener = listener;
  }

  report(statuses: readonly Status[]): void {
    for (const status of statuses) {
      const key = nameOf(status.workload);
      const text = `${status.verdict.message} ${status.diagnoses[0]?.message ?? ""}`;
      if (this.#reported.get(key) === text) continue;
      this.#reported.set(key, text);
      this.#listener.onStatus(status);
    }
  }
}
