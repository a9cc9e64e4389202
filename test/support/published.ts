import type { BundleResult } from "./run-bundle.ts";

/** Returns what others can read of a run: its log without the lines that register masks, its summary, its outputs. */
export const publishedBy = ({
  stdout,
  summary,
  outputs,
}: Pick<BundleResult, "stdout" | "summary" | "outputs">): string[] => [
  ...stdout.split("\n").filter((line) => !line.startsWith("::add-mask::")),
  summary,
  ...Object.values(outputs),
];
