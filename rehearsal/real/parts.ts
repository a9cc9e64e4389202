import { suggest } from "../base/closest.ts";
import { UsageError } from "../base/usage-error.ts";

/** The embedded parts that an engine can replace. */
const PARTS = ["kubernetes", "docker", "registry", "providers"] as const;

export type RealPart = (typeof PARTS)[number];

/**
 * Reads the option `--real`: parts of the embedded world, separated by commas.
 * @throws UsageError for any other name
 */
export function readRealParts(text: string): RealPart[] {
  const names = text.split(",").map((name) => name.trim());
  const unknown = names.find((name) => !PARTS.includes(name as RealPart));
  if (unknown !== undefined)
    throw new UsageError(
      `--real: "${unknown}" is not a part that an engine can replace. ${suggest(unknown, PARTS)} Several are separated by commas.`,
    );
  return [...new Set(names as RealPart[])];
}
