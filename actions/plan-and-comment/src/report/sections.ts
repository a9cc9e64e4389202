import type { Redact } from "../../../lib/redact/redactor.ts";
import { pathText } from "../../../lib/terraform/attribute-path.ts";
import { movedFrom } from "../../../lib/terraform/plan-json.ts";
import type { ResourceChange } from "../../../lib/terraform/plan-json.ts";
import { isConsequence } from "../changes/consequence.ts";
import { differences } from "../changes/difference.ts";
import { isGone } from "../changes/drift.ts";
import type { Counted, Overview } from "../changes/overview.ts";
import { renderDifferences } from "./attributes.ts";
import type { Item, Section } from "./document.ts";
import { HTML, MARKDOWN, count, plural } from "./text.ts";
import type { Style } from "./text.ts";

/** Kinds of change, the most important first, each with the words of its heading. */
export const KINDS: readonly { kind: Counted; words: string }[] = [
  { kind: "destroy", words: "to destroy" },
  { kind: "replace", words: "to replace" },
  { kind: "unknown", words: "of a kind this action does not know" },
  { kind: "change", words: "to change" },
  { kind: "create", words: "to create" },
  { kind: "move", words: "to move" },
  { kind: "import", words: "to import" },
  { kind: "forget", words: "to forget" },
  { kind: "read", words: "to read during the apply" },
];

/** Why the tool plans a change, in words for a reader. https://developer.hashicorp.com/terraform/internals/json-format */
export const REASONS = new Map(
  Object.entries({
    replace_because_cannot_update: "cannot be updated in place",
    replace_because_tainted: "tainted: its creation did not finish",
    replace_because_by_request: "asked for by -replace",
    replace_by_request: "asked for by -replace",
    replace_by_triggers: "asked for by replace_triggered_by",
    delete_because_no_resource_config: "no longer in the configuration",
    delete_because_wrong_repetition: "count or for_each was added or removed",
    delete_because_count_index: "count is smaller now",
    delete_because_each_key: "its for_each key is gone",
    delete_because_no_module: "its module is no longer in the configuration",
    delete_because_no_move_target: "it was moved to an address that does not exist",
    read_because_config_unknown: "its arguments are known after apply",
    read_because_dependency_pending: "something it depends on changes",
    read_because_check_nested: "read by a check",
  }),
);

/**
 * The sections of a plan's report, the most important first.
 * @param redact is given every raw value; addresses, counts and our own words are never redacted
 */
export function planSections(overview: Overview, redact: Redact): Section[] {
  const kinds = KINDS.map(({ kind, words }) => ({
    title: `${count(overview.changes[kind].length)} ${words}`,
    items: overview.changes[kind].map((change) => changeItem(kind, change, redact)),
  }));
  const destructive = kinds.slice(0, 3);
  return [
    ...destructive,
    checkSection(overview, redact),
    ...kinds.slice(3),
    outputSection(overview, redact),
    driftSection(overview, redact),
    {
      title: plural(overview.deferred.length, "deferred change"),
      items: overview.deferred.map(({ reason, change }) =>
        item(change.address, "", ({ text }) => [text(redact(reason))]),
      ),
    },
    {
      title: `${plural(overview.actions.length, "action")} to invoke`,
      items: overview.actions.map((address) => item(address, "")),
    },
    {
      title: `${plural(overview.unknownChecks.length, "check")} known after apply`,
      items: overview.unknownChecks.map((address) => item(address, "")),
    },
  ];
}

function changeItem(kind: Counted, change: ResourceChange, redact: Redact): Item {
  const found = kind === "move" || kind === "forget" ? [] : differences(change.change);
  const body = renderDifferences(found, redact);
  const nothing = kind === "change" && body === "" ? ["no attribute differs visibly"] : [];
  return item(change.address, body, (style) => [
    ...notesOf(kind, change, style, redact),
    ...nothing,
  ]);
}

/** What a reader should know about a change besides its attributes. */
function notesOf(
  kind: Counted,
  change: ResourceChange,
  { code, text }: Style,
  redact: Redact,
): string[] {
  const { action_reason: reason, deposed } = change;
  const { actions, importing } = change.change;
  const from = movedFrom(change);
  const notes: string[] = [];
  if (kind === "unknown") notes.push(`actions ${text(actions.join(", "))}`);
  if (actions.join() === "create,delete") notes.push("created before the old one is destroyed");
  if (actions.join() === "create,forget") notes.push("the old one is forgotten, not destroyed");
  if (isConsequence(change)) notes.push("follows from another change");
  else if (reason !== undefined) notes.push(REASONS.get(reason) ?? text(redact(reason)));
  if (deposed !== undefined) notes.push(`left-over object ${code(redact(deposed))}`);
  if (from !== undefined) notes.push(`moved from ${code(from)}`);
  if (importing !== undefined && importing !== null)
    notes.push(
      importing.id === undefined ? "imported" : `imported as ${code(redact(importing.id))}`,
    );
  return notes;
}

function item(address: string, body: string, notes: (style: Style) => string[] = () => []): Item {
  const [title, heading] = [MARKDOWN, HTML].map((style) => {
    const text = notes(style).join(", ");
    return style.code(address) + (text === "" ? "" : ` — ${text}`);
  });
  return { title: title ?? "", heading: heading ?? "", body };
}

function checkSection({ failedChecks }: Overview, redact: Redact): Section {
  return {
    title: plural(failedChecks.length, "failed check"),
    items: failedChecks.map(({ address, message }) =>
      item(address, "", ({ text }) => [text(redact(message))]),
    ),
  };
}

function outputSection({ outputs }: Overview, redact: Redact): Section {
  const changed = outputs.flatMap(({ name, change }) =>
    differences(change).map((one) => {
      const steps = [name, ...one.steps];
      return { ...one, steps, path: pathText(steps) };
    }),
  );
  const body = renderDifferences(changed, redact);
  return {
    title: `${plural(outputs.length, "output")} to change`,
    items: outputs.length === 0 ? [] : [item("outputs", body)],
  };
}

function driftSection({ drift }: Overview, redact: Redact): Section {
  return {
    title: `${plural(drift.length, "object")} changed outside of Terraform`,
    items: drift.map(({ change, differences: found }) =>
      isGone(change)
        ? item(change.address, "", () => ["it is gone"])
        : item(change.address, renderDifferences(found, redact)),
    ),
  };
}
