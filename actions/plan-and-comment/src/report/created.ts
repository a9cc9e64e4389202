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

/**
 * Maximum size of the fold of a large plan, in bytes. Nobody reviews a first deployment attribute by attribute in a
 * comment.
 */
const MOST = 2_100;
/** Maximum length of a line in the fold. */
const LINE = 160;
/** Maximum number of lines for one object. */
const LINES = 12;

/**
 * Lists in one fold everything that a large plan creates, with what the configuration sets. Objects that hold data or
 * carry a service come first. Objects without room are counted; their addresses are in the list of all addresses.
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
      // The first object that does not fit ends the list: smaller objects after the most important ones say little.
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
