import { fence } from "../../../lib/markdown/escape.ts";
import type { Redact } from "../../../lib/redact/redactor.ts";
import { blockAddress, splitModule } from "../../../lib/terraform/address.ts";
import type { Cause, Causes } from "../causes/causes.ts";
import { differences } from "../changes/difference.ts";
import type { Instances } from "../changes/instances.ts";
import type { Counted } from "../changes/overview.ts";
import { lossOf } from "../risks/loss.ts";
import { shortPath } from "./attributes.ts";
import type { Item } from "./document.ts";
import { instancesText } from "./instance-names.ts";
import { LazyItem, lazyTitles } from "./item.ts";
import type { Form } from "./merged.ts";
import { mergedLines } from "./merged.ts";
import { originNotes, reasonNotes } from "./notes.ts";
import { FENCED, count, elide, oneLine } from "./text.ts";
import type { Style } from "./text.ts";
import { nameInModule } from "./values.ts";

/** Maximum number of instances whose causes are compared with each other. */
const COMPARED = 24;
/** Kinds whose objects stay as they are, or go completely. The full report has their attributes. */
const WITHOUT_BODY: ReadonlySet<string> = new Set(["destroy", "move", "forget"]);

/** Returns an entry of a comment: an object, or all instances of a block for which the plan does the same. */
export function entryItem(
  kind: Counted,
  instances: Instances,
  causes: Causes,
  redact: Redact,
  form: Form = "open",
): Item {
  const title = (style: Style) => {
    const notes = notesOfInstances(kind, instances, causes, style, redact).join(", ");
    return style.code(instancesText(instances)) + (notes === "" ? "" : ` — ${notes}`);
  };
  const body = () => {
    const differing = WITHOUT_BODY.has(kind) ? [] : mergedLines(instances, causes, redact, form);
    const lines = [...originLines(instances, redact), ...differing];
    const rest = instances.changes.length - COMPARED;
    // The lines of the differences count the other instances themselves.
    if (lines.length > 0 && differing.length === 0 && rest > 0)
      lines.push(`  … ${count(rest)} more instances are in the full report`);
    return lines.length === 0 ? "" : fence(lines.join("\n"), "diff");
  };
  return new LazyItem(lazyTitles(title), body);
}

/**
 * Returns where each instance comes from, such as the index that an instance of for_each had before. If all come from
 * the same place, the title says it.
 */
function originLines({ changes, keys }: Instances, redact: Redact): string[] {
  const notes = changes.slice(0, COMPARED).map((change) => originNotes(change, FENCED, redact));
  if (areAlike(notes)) return [];
  return notes.flatMap((own, at) =>
    own.length === 0 ? [] : [`  ${oneLine(elide(keys[at] ?? ""))} ${elide(own.join(", "))}`],
  );
}

const areAlike = (all: readonly string[][]): boolean =>
  all.every((notes) => notes.join() === all[0]?.join());

function notesOfInstances(
  kind: Counted,
  { changes }: Instances,
  causes: Causes,
  style: Style,
  redact: Redact,
): string[] {
  const [first] = changes;
  if (first === undefined) return [];
  const loss = kind === "destroy" ? lossOf(first)?.text : undefined;
  const nothing =
    kind === "change" &&
    changes.slice(0, COMPARED).every(({ change }) => differences(change).length === 0)
      ? ["no attribute differs visibly"]
      : [];
  const compared = changes.slice(0, COMPARED);
  const all = compared.map((change) => reasonNotes(kind, change, style, redact, causes));
  const origins = compared.map((change) => originNotes(change, style, redact));
  const alike = areAlike(all);
  const cause = causes.of(first);
  const notes =
    alike || cause === undefined
      ? (all[0] ?? [])
      : placesOf(cause, splitModule(first.address)[0], style, redact);
  return [
    ...(alike || cause !== undefined ? notes : []),
    ...(areAlike(origins) ? (origins[0] ?? []) : []),
    ...(loss === undefined ? [] : [loss]),
    ...nothing,
  ];
}

/** Names the attributes that force the replacement of several instances, if each instance has its own values. */
const placesOf = (
  { own, follows }: Cause,
  module: string,
  { code }: Style,
  redact: Redact,
): string[] => [
  ...own.map((one) => code(shortPath(one, redact))),
  ...follows.map(
    (one) =>
      `${code(shortPath(one, redact))} from ${code(nameInModule(blockAddress(one.source.address), module))}`,
  ),
];
