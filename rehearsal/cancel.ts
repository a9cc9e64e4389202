import { setTimeout as sleep } from "node:timers/promises";
import type { RunEvent } from "./runner/request.ts";

/** Cancels the run: as the button on GitHub does, by Ctrl-C or at the place that `--cancel-at` names. */
export class Cancel {
  readonly #controller = new AbortController();
  readonly #place: string | undefined;
  readonly #slow: number | undefined;
  #reached = false;

  constructor(place: string | undefined, slow: number | undefined) {
    this.#place = place?.toLowerCase();
    this.#slow = slow;
    process.once("SIGINT", () => {
      console.log("\ncancelling (press Ctrl-C again to leave at once)");
      this.#controller.abort();
    });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** What to say when `--cancel-at` named a place and the run ended without a cancel; undefined otherwise. */
  get missed(): string | undefined {
    if (this.#place === undefined || this.signal.aborted) return undefined;
    const why = this.#reached
      ? `"${this.#place}" began, but terraform made nothing there that --slow could slow down`
      : `no job has the id "${this.#place}", and no step has this word in its name`;
    return `--cancel-at: ${why}, so nothing was cancelled. Expected a place of this run, for example apply.`;
  }

  /** With slow objects the cancel waits for the first of them: it is then in flight. */
  observe(event: RunEvent): void {
    if (this.#place === undefined || !isAt(event, this.#place)) return;
    this.#reached = true;
    if (this.#slow === undefined) this.#cancel();
  }

  /** What terraform waits for after each object. */
  async slowApply(): Promise<void> {
    if (this.#reached) this.#cancel();
    await sleep(this.#slow, undefined, { ref: false });
  }

  #cancel(): void {
    if (this.signal.aborted) return;
    console.log(`      cancelled at "${this.#place ?? ""}"`);
    this.#controller.abort();
  }
}

function isAt(event: RunEvent, place: string): boolean {
  if (event.type === "job-started") return event.job.toLowerCase().split(" / ").includes(place);
  return event.type === "step-started" && event.step.toLowerCase().split(/\s+/).includes(place);
}
