import { text } from "../expressions.ts";
import type { Frame } from "../jobs/state.ts";
import { written, type StepDefinition } from "../load/workflow.ts";
import { valueIn } from "./evaluate.ts";

/** Returns the step's name, or "Run ..." for a step without a name, as GitHub shows it. */
export function nameOf(
  step: StepDefinition,
  frame: Frame,
  env: Readonly<Record<string, string>>,
): string {
  const token = step.name ?? step.run;
  const prefix = step.name === undefined ? "Run " : "";
  if (token === undefined) return `Run ${step.uses ?? ""}`;
  const firstLine = (name: string): string => `${prefix}${name.trim().split("\n")[0] ?? ""}`;
  try {
    return firstLine(text(valueIn(frame, token, env)));
  } catch {
    // The values for the name of a skipped step may not exist.
    return firstLine(written(token));
  }
}
