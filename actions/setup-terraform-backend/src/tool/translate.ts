import { parseConstraint } from "./constraint.ts";

/** How other programs write constraints, such as hashicorp/setup-terraform, which reads them as npm does. */
const FORMS: readonly [RegExp, string][] = [
  [/^["'](.*)["']$/, "$1"],
  [/^v?(\d+\.\d+)\.[x*]$/i, "~> $1.0"],
  [/^v?(\d+)\.[x*]$/i, "~> $1.0"],
  // Below 1, a caret allows patches only.
  [/^\^v?([1-9]\d*\.\d+)$/, "~> $1"],
  [/^\^v?(([1-9]\d*\.\d+)\.\d+)$/, "~> $2, >= $1"],
  [/^~v?(\d+\.\d+)$/, "~> $1.0"],
  [/^~v?(\d+\.\d+\.\d+)$/, "~> $1"],
  [/^==\s*(\d\S*)$/, "= $1"],
  [/^([^,]*[^\s,])\s*,$/, "$1"],
  [/^([<>]=?\s*\d\S*)\s+([<>]=?\s*\d\S*)$/, "$1, $2"],
];

/**
 * Returns a constraint of another program in the words of terraform; undefined if there is no such form.
 * https://github.com/npm/node-semver#ranges
 */
export function translateConstraint(written: string): string | undefined {
  const plain = written.trim().replace("\u2265", ">=").replace("\u2264", "<=");
  const proposals = [plain, ...FORMS.map(([form, as]) => plain.replace(form, as))];
  return proposals.find((text) => text !== written && parseConstraint(text) !== undefined);
}
