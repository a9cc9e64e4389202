import { expect } from "@jest/globals";
import type { BundleResult } from "./run-bundle.ts";

/** Expects that a step failed for this reason, and that its last annotation says all of this. @returns its text */
export function expectFailure(
  { exitCode, outputs, annotations }: BundleResult,
  reason: string,
  ...said: readonly string[]
): string {
  const text = annotations.at(-1)?.text ?? "";
  // The text is beside the others to be seen when they differ.
  expect([exitCode, outputs["failure-reason"], text]).toStrictEqual([1, reason, text]);
  for (const one of said) expect(text).toContain(one);
  return text;
}
