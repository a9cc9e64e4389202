import { fence } from "../../../lib/markdown/escape.ts";
import type { Redact } from "../../../lib/redact/redactor.ts";
import { groupInstances } from "../changes/instances.ts";
import type { Instances } from "../changes/instances.ts";
import type { Overview } from "../changes/overview.ts";
import { importanceOf } from "../risks/loss.ts";
import type { Section } from "./document.ts";
import { instancesText } from "./instance-names.ts";
import { LazyItem } from "./item.ts";
import { mergedLines } from "./merged.ts";
import { count } from "./text.ts";

/** Bytes of the fold of a large plan. Nobody reviews a first deployment attribute by attribute in a comment. */
const MOST = 2_100;
/** Longest line in it. */
const LINE = 160;
/** Most lines of one object. */
const LINES = 12;

/**
 * Everything that a large plan creates, in one fold: what the configuration sets, the objects first that hold data or
 * carry a service. What has no room is counted; its address is in the list of all.
 */
export function createdFold({ changes, causes }: Overview, redact: Redact): Section {
  const body = () => {
    const lines: string[] = [];
    let left = MOST;
    let rest = 0;
    for (const instances of byWeight(groupInstances(changes.create))) {
      if (left <= 0) {
        rest += instances.changes.length;
        continue;
      }
      const own = mergedLines(instances, causes, redact, "brief");
      if (own.length === 0) continue;
      const entry = [`# ${instancesText(instances)}`, ...own.slice(0, LINES).map(cutLine)];
      if (own.length > LINES) entry.push(`  … ${count(own.length - LINES)} more lines`);
      const bytes = Buffer.byteLength(entry.join("\n")) + 1;
      if (bytes > left && lines.length > 0) rest += instances.changes.length;
      else lines.push(...entry);
      // What does not fit ends it: after the heaviest objects smaller ones in between say little.
      left = bytes > left ? 0 : left - bytes;
    }
    if (rest > 0) lines.push(`  … and ${count(rest)} more objects, in the full report`);
    return lines.length === 0 ? "" : fence(lines.join("\n"), "diff");
  };
  return {
    title: `${count(changes.create.length)} to create`,
    items: changes.create.length === 0 ? [] : [new LazyItem({ title: "", heading: "" }, body)],
    layout: "fold",
  };
}

const cutLine = (line: string): string =>
  line.length <= LINE ? line : `${line.slice(0, LINE).replace(/[\ud800-\udbff]$/, "")}…`;

const WEIGHTS = { data: 0, service: 1, guard: 2, none: 2 } as const;

const byWeight = (groups: readonly Instances[]): Instances[] =>
  groups
    .map((instances) => ({ instances, weight: weightOf(instances) }))
    .sort((a, b) => a.weight - b.weight)
    .map(({ instances }) => instances);

function weightOf({ changes: [first] }: Instances): number {
  const kind = first === undefined ? undefined : importanceOf(first);
  return kind === undefined ? 2 : WEIGHTS[kind];
}
