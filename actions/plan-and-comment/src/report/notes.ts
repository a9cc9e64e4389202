import type { Redact } from "../../../lib/redact/redactor.ts";
import { splitModule } from "../../../lib/terraform/address.ts";
import { movedFrom } from "../../../lib/terraform/plan-json.ts";
import type { ActionInvocation, Kind, ResourceChange } from "../../../lib/terraform/plan-json.ts";
import { isObject, stringify } from "../../../lib/terraform/values.ts";
import type { Causes } from "../causes/causes.ts";
import { isConsequence } from "../changes/consequence.ts";
import type { Counted } from "../changes/overview.ts";
import type { Style } from "./text.ts";
import { causeNotes } from "./values.ts";

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

/**
 * Used if the plan says only that an output changes: terraform also keeps the type and the sensitive mark of an output
 * in the state.
 */
export const VALUE_STAYS = "its value stays; its type changes, or whether it is sensitive";

/**
 * Why the tool plans a change, in words for a reader. Some reasons exist only in OpenTofu.
 * https://developer.hashicorp.com/terraform/internals/json-format
 */
export const REASONS = new Map(
  Object.entries({
    replace_because_cannot_update: "cannot be updated in place",
    replace_because_tainted: "tainted: its creation did not finish",
    replace_because_by_request: "requested with -replace",
    replace_by_request: "requested with -replace",
    replace_by_triggers: "requested by replace_triggered_by",
    delete_because_no_resource_config: "no longer in the configuration",
    delete_because_wrong_repetition: "count or for_each was added or removed",
    delete_because_count_index: "count is smaller now",
    delete_because_each_key: "its for_each key is gone",
    delete_because_enabled_false: "enabled is false now",
    delete_because_no_module: "its module is no longer in the configuration",
    delete_because_no_move_target: "it was moved to an address that does not exist",
    forgot_because_lifecycle_destroy_in_config: "its configuration says destroy = false",
    forgot_because_lifecycle_destroy_in_state: "it was created with destroy = false",
    read_because_config_unknown: "its arguments are known after apply",
    read_because_dependency_pending: "something it depends on changes",
    read_because_check_nested: "read by a check",
  }),
);

/** Used for an instance that count or for_each no longer has, while the module itself stays. */
export const MODULE_INSTANCE_GONE = "this instance of its module is no longer in the configuration";

/** Returns why the tool plans a change, in words; undefined for a reason without words here. */
export function reasonText({ address, action_reason: reason = "" }: ResourceChange) {
  const isOfInstance = splitModule(address)[0].includes("[");
  return reason === "delete_because_no_module" && isOfInstance
    ? MODULE_INSTANCE_GONE
    : REASONS.get(reason);
}

/** Why the tool leaves a change to a later plan. https://developer.hashicorp.com/terraform/internals/json-format */
export const DEFERRALS = new Map(
  Object.entries({
    instance_count_unknown: "the number of its instances is known only after another apply",
    resource_config_unknown: "its configuration is known only after another apply",
    provider_config_unknown: "the configuration of its provider is known only after another apply",
    deferred_prereq: "it depends on a change that is deferred too",
    absent_prereq: "it depends on something that does not exist yet",
    excluded: "the plan was told to leave it out",
    not_included: "the plan was not told to include it",
    unknown: "the tool does not say why",
  }),
);

/** What a deferred change will do. */
export const LATER: Readonly<Record<Kind, string>> = {
  destroy: "to destroy later",
  replace: "to replace later",
  change: "to change later",
  create: "to create later",
  move: "to move later",
  import: "to import later",
  forget: "to forget later",
  read: "to read later",
  none: "deferred",
  unknown: "of a kind this action does not know, later",
};

/** Returns what a reader should know about a change besides its attributes. */
export const notesOf = (
  kind: Counted | "none",
  change: ResourceChange,
  style: Style,
  redact: Redact,
  causes?: Causes,
): string[] => [
  ...reasonNotes(kind, change, style, redact, causes),
  ...originNotes(change, style, redact),
];

/** Returns what is done to an object in an unusual way, and why the tool plans it. */
export function reasonNotes(
  kind: Counted | "none",
  change: ResourceChange,
  style: Style,
  redact: Redact,
  causes?: Causes,
): string[] {
  const { text } = style;
  const { action_reason: reason } = change;
  const { actions } = change.change;
  const notes: string[] = [];
  if (kind === "unknown") notes.push(`actions ${text(actions.join(", "))}`);
  if (actions.join() === "create,delete") notes.push("created before the old one is destroyed");
  if (actions.length > 1 && actions.includes("forget"))
    notes.push("the old one is forgotten, not destroyed");
  const cause = causes?.of(change);
  const why =
    cause === undefined ? [] : causeNotes(cause, style, redact, splitModule(change.address)[0]);
  if (why.length > 0) notes.push(...why);
  else if (isConsequence(change)) notes.push("follows from another change");
  else if (reason !== undefined) notes.push(reasonText(change) ?? text(redact(reason)));
  return notes;
}

/** Returns where an object comes from. This is different for each instance of a block. */
export function originNotes(change: ResourceChange, style: Style, redact: Redact): string[] {
  const { code } = style;
  const from = movedFrom(change);
  return [
    ...(change.deposed === undefined ? [] : [`left-over object ${code(redact(change.deposed))}`]),
    ...(from === undefined ? [] : [`moved from ${code(from)}`]),
    ...importNotes(change, style, redact),
  ];
}

/** Returns the id or identity by which an object is imported. */
function importNotes({ change }: ResourceChange, { code }: Style, redact: Redact): string[] {
  const { importing, generated_config: generated } = change;
  if (importing === undefined || importing === null) return [];
  const { id, identity, unknown } = importing;
  const notes: string[] = [];
  if (id !== undefined) notes.push(`imported as ${code(redact(id))}`);
  else if (isObject(identity))
    notes.push(
      `imported by ${Object.entries(identity)
        .map(([name, value]) => code(`${redact(name)} = ${stringify(value, undefined, redact)}`))
        .join(" and ")}`,
    );
  else notes.push(unknown === true ? "imported by an id that is known after apply" : "imported");
  if (generated !== undefined) notes.push("its configuration was generated");
  return notes;
}

/** Returns when an action is invoked. */
export function triggerNotes(action: ActionInvocation, { code }: Style): string[] {
  const trigger = action.lifecycle_action_trigger;
  const address = trigger?.triggering_resource_address;
  if (action.invoke_action_trigger !== undefined) return ["requested with -invoke"];
  if (trigger === undefined || address === undefined) return [];
  // Terraform's plan says BeforeCreate, its configuration says before_create.
  const event = (trigger.action_trigger_event ?? "")
    .replaceAll(/(?<=[a-z])(?=[A-Z])|_/g, " ")
    .toLowerCase();
  const when = EVENTS.get(event);
  return [when === undefined ? `with ${code(address)}` : `${when} ${code(address)}`];
}

/**
 * When an action is triggered, in words.
 * https://developer.hashicorp.com/terraform/language/block/resource#action_trigger
 */
export const EVENTS = new Map(
  ["before", "after"].flatMap((when) =>
    Object.entries({ create: "creation", update: "update", destroy: "destruction" }).map(
      ([event, words]): [string, string] => [`${when} ${event}`, `${when} the ${words} of`],
    ),
  ),
);
