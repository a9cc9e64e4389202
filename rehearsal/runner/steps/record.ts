import type { StepResult } from "../request.ts";
import type { Frame } from "./frame.ts";

/** Tells whoever watches that a step of the job begins. */
export function announceStep({ job }: Frame, step: string): void {
  job.request.observe?.({ type: "step-started", job: job.id, step });
}

/** Keeps how a step of the job ended; secrets in its outputs are hidden. */
export function recordStep({ job }: Frame, result: StepResult): void {
  const { outputs, ...rest } = result;
  const kept: StepResult = { ...rest };
  if (outputs)
    kept.outputs = Object.fromEntries(
      Object.entries(outputs).map(([key, value]) => [key, job.masks.hide(value)]),
    );
  job.results.push(kept);
  job.request.observe?.({ type: "step-finished", job: job.id, step: kept.name, result: kept });
}
