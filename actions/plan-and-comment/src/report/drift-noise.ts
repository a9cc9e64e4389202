import type { Redact } from "../../../lib/redact/redactor.ts";
import type { Drift } from "../changes/drift.ts";
import type { Overview } from "../changes/overview.ts";
import { renderDifferences } from "./attributes.ts";
import type { Item, Section } from "./document.ts";
import { LazyItem } from "./item.ts";
import { MARKDOWN, count, plural } from "./text.ts";

/**
 * Returns what looks like drift but is not: how many differences each rule names and, in the complete report, each of
 * them. This way, a reader can find a wrong rule.
 */
export function noiseSection({ drift, driftNoise }: Overview, redact: Redact): Section {
  const all = [...drift, ...driftNoise].filter(({ noise }) => noise.length > 0);
  return { title: "Not counted as drift", items: all.length === 0 ? [] : [noiseItem(all, redact)] };
}

function noiseItem(all: readonly Drift[], redact: Redact): Item {
  const title = `${plural(all.length, "object")} with differences that nobody made`;
  const rules = rulesOf(all);
  const whole = () => [rules, ...all.map((one) => objectText(one, redact))].join("\n\n");
  return new LazyItem({ title, heading: title }, () => rules, whole);
}

/** Counts the differences that each rule names. */
function rulesOf(all: readonly Drift[]): string {
  const numbers = new Map<string, number>();
  for (const { rule } of all.flatMap(({ noise }) => noise))
    numbers.set(rule, (numbers.get(rule) ?? 0) + 1);
  return [...numbers].map(([rule, number]) => `- ${rule}: ${count(number)}`).join("\n");
}

function objectText({ change, noise }: Drift, redact: Redact): string {
  const found = noise.map(({ difference }) => difference);
  // The address is a list item, because a line that begins with a code span may look like the beginning of a fence.
  return `- ${MARKDOWN.code(change.address)}\n\n${renderDifferences(found, "changed", "whole", redact)}`;
}
