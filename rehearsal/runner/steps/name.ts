import { text } from "../expressions.ts";
import type { Frame } from "../jobs/state.ts";
import { written, type StepDefinition } from "../load/workflow.ts";
import { valueIn } from "./evaluate.ts";

/** The step's name, or "Run ..." as GitHub shows a step without one. */
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
    // What a skipped step needs for its name may not be there.
    return firstLine(written(token));
  }
}
