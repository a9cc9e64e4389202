import type { Redact } from "../../../lib/redact/redactor.ts";
import type { Drift } from "../changes/drift.ts";
import type { Overview } from "../changes/overview.ts";
import { renderDifferences } from "./attributes.ts";
import type { Item, Section } from "./document.ts";
import { LazyItem } from "./item.ts";
import { MARKDOWN, count, plural } from "./text.ts";

/**
 * What looks like drift and is none: how much by which rule, and in the whole report each of it. A wrong rule must be
 * found by its reader.
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

/** How many differences each rule names. */
function rulesOf(all: readonly Drift[]): string {
  const numbers = new Map<string, number>();
  for (const { rule } of all.flatMap(({ noise }) => noise))
    numbers.set(rule, (numbers.get(rule) ?? 0) + 1);
  return [...numbers].map(([rule, number]) => `- ${rule}: ${count(number)}`).join("\n");
}

function objectText({ change, noise }: Drift, redact: Redact): string {
  const found = noise.map(({ difference }) => difference);
  // A line that begins with a code span may look like the beginning of a fence.
  return `- ${MARKDOWN.code(change.address)}\n\n${renderDifferences(found, "changed", "whole", redact)}`;
}
