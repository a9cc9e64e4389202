import { setTimeout as sleep } from "node:timers/promises";
import type { RunEvent } from "../runner/request.ts";

/** Cancels the run, as GitHub's button does: on Ctrl-C, or at the place that `--cancel-at` names. */
export class Cancel {
  readonly #controller = new AbortController();
  readonly #place: string | undefined;
  readonly #slow: number | undefined;
  #reached = false;
  /** Why the place did not begin, in words. */
  #missedAt: string | undefined;
  /** Jobs that did not run. Their steps are not known. */
  readonly #idleJobs = new Set<string>();
  /** The last job that began. */
  #ran: string | undefined;

  constructor(place: string | undefined, slow: number | undefined) {
    this.#place = place?.toLowerCase();
    this.#slow = slow;
    process.once("SIGINT", () => {
      console.log("\ncancelling (press Ctrl-C again to quit at once)");
      this.#controller.abort();
    });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Returns a message if `--cancel-at` named a place but the run ended without a cancel; otherwise undefined. */
  get missed(): string | undefined {
    if (this.#place === undefined || this.signal.aborted) return undefined;
    const [why, fix] = this.#whyMissed(this.#place);
    return `--cancel-at: ${why}, so nothing was cancelled. ${fix}.`;
  }

  /**
   * Handles an event. If objects are slow, the cancel waits for the first of them, so that this object is being applied
   * at that moment.
   */
  observe(event: RunEvent): void {
    if (this.#place === undefined) return;
    this.#missedAt ??= skippedAt(event, this.#place);
    if (event.type === "job-started") this.#ran = event.job;
    if (isIdleJob(event)) this.#idleJobs.add(event.job);
    if (!isAt(event, this.#place)) return;
    this.#reached = true;
    if (this.#slow === undefined) this.#cancel();
  }

  /** Returns two sentences: what happened, and what to do. */
  #whyMissed(place: string): [string, string] {
    const example = this.#ran === undefined ? "" : `, such as ${this.#ran.split(" / ").at(-1)}`;
    if (this.#reached)
      return [
        `"${place}" began, but terraform created nothing there that --slow could slow down`,
        "Without --slow, the run is cancelled when it begins",
      ];
    if (this.#missedAt !== undefined)
      return [
        this.#missedAt,
        `The output above shows what happened before it. Correct that, or name a job or step that the run reaches${example}`,
      ];
    const jobs = [...this.#idleJobs];
    if (jobs.length > 0)
      return [
        `no job has the id "${place}", and no step of a job that ran has this word in its name; ${jobs.join(", ")} did not run`,
        `If the step is in a job that did not run, correct what happened before it. Otherwise name a job or step that the run reaches${example}`,
      ];
    return [
      `no job has the id "${place}", and no step has this word in its name`,
      `Expected a job or step of this run${example}`,
    ];
  }

  /** Delays terraform after each object. */
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
  if (event.type === "job-started") return isJob(event.job, place);
  return event.type === "step-started" && isStep(event.step, place);
}

const isJob = (job: string, place: string): boolean =>
  job.toLowerCase().split(" / ").includes(place);

const isStep = (step: string, place: string): boolean =>
  step.toLowerCase().split(/\s+/).includes(place);

/** Returns whether a job did not run: it was skipped, or nobody approved it. */
const isIdleJob = (event: RunEvent): event is Extract<RunEvent, { type: "job-finished" }> =>
  event.type === "job-finished" && event.result.steps.length === 0;

/** Returns the reason, in words, if this event shows that the place did not begin. */
function skippedAt(event: RunEvent, place: string): string | undefined {
  if (isIdleJob(event) && isJob(event.job, place)) return `the job ${event.job} did not run`;
  const isSkipped = event.type === "step-finished" && event.result.conclusion === "skipped";
  return isSkipped && isStep(event.step, place)
    ? `the step "${event.step}" of ${event.job} was skipped`
    : undefined;
}
