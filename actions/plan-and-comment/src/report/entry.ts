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
import { mergedBody } from "./merged.ts";
import { notesOf } from "./notes.ts";
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
  const body = WITHOUT_BODY.has(kind)
    ? undefined
    : () => mergedBody(instances, causes, redact, form);
  return new LazyItem(lazyTitles(title), body);
}

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
  const all = changes
    .slice(0, COMPARED)
    .map((change) => notesOf(kind, change, style, redact, causes));
  const alike = all.every((notes) => notes.join() === all[0]?.join());
  const cause = causes.of(first);
  const notes =
    alike || cause === undefined
      ? (all[0] ?? [])
      : placesOf(cause, splitModule(first.address)[0], style, redact);
  return [
    ...(alike || cause !== undefined ? notes : []),
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
