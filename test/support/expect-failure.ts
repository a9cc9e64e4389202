import { expect } from "@jest/globals";
import type { BundleResult } from "./run-bundle.ts";

/**
 * Expects that a step failed with this reason, and that its last annotation contains all these texts.
 * @returns the text of that annotation
 */
export function expectFailure(
  { exitCode, outputs, annotations }: BundleResult,
  reason: string,
  ...said: readonly string[]
): string {
  const text = annotations.at(-1)?.text ?? "";
  // The text is included so that jest shows it if the other values differ.
  expect([exitCode, outputs["failure-reason"], text]).toStrictEqual([1, reason, text]);
  for (const one of said) expect(text).toContain(one);
  return text;
}
