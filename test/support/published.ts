import type { BundleResult } from "./run-bundle.ts";

/** What others read of a run: the lines of its log but those that register masks, its summary, its outputs. */
export const publishedBy = ({
  stdout,
  summary,
  outputs,
}: Pick<BundleResult, "stdout" | "summary" | "outputs">): string[] => [
  ...stdout.split("\n").filter((line) => !line.startsWith("::add-mask::")),
  summary,
  ...Object.values(outputs),
];
