import type { Redact } from "../../../lib/redact/redactor.ts";
import type { ActionInvocation, Change, ResourceChange } from "../../../lib/terraform/plan-json.ts";
import type { Causes } from "../causes/causes.ts";
import { differences } from "../changes/difference.ts";
import type { Difference } from "../changes/difference.ts";
import { isGone } from "../changes/drift.ts";
import type { Counted, Overview } from "../changes/overview.ts";
import { renderDifferences } from "./attributes.ts";
import { noiseSection } from "./drift-noise.ts";
import type { Detail, Item, Section } from "./document.ts";
import { placeOf } from "./fold.ts";
import type { Place } from "./fold.ts";
import { LazyItem, titlesOf } from "./item.ts";
import type { Notes } from "./item.ts";
import { DEFERRALS, KINDS, LATER, VALUE_STAYS, notesOf, triggerNotes } from "./notes.ts";
import { count, plural } from "./text.ts";

/**
 * Returns the sections of a plan's report, the most important first.
 * @param redact is given every raw value; addresses, counts and the action's own words are never redacted
 */
export function planSections(overview: Overview, redact: Redact): Section[] {
  const kinds = KINDS.map(({ kind, words }) => ({
    title: `${count(overview.changes[kind].length)} ${words}`,
    items: overview.changes[kind].map((change) =>
      changeItem(kind, change, overview.causes, redact),
    ),
  }));
  const destructive = kinds.slice(0, 3);
  return [
    ...destructive,
    checkSection(overview, redact),
    ...kinds.slice(3),
    outputSection(overview, redact),
    driftSection(overview, redact),
    deferredSection(overview, redact),
    ...actionSections(overview, redact),
    unknownCheckSection(overview),
    noiseSection(overview, redact),
  ];
}

export const unknownCheckSection = ({ unknownChecks }: Overview): Section => ({
  title: `${plural(unknownChecks.length, "check")} known after apply`,
  items: unknownChecks.map((address) => new LazyItem(titlesOf(address, () => []))),
});

function changeItem(kind: Counted, change: ResourceChange, causes: Causes, redact: Redact): Item {
  const nothing = () =>
    kind === "change" && differences(change.change).length === 0
      ? ["no attribute differs visibly"]
      : [];
  const notes: Notes = (style) => [...notesOf(kind, change, style, redact, causes), ...nothing()];
  return differenceItem(change.address, notes, change.change, placeOf(change.change), redact, {
    // The object stays as it is. The complete report has what the state loses.
    folded: kind !== "move" && kind !== "forget",
  });
}

/** Returns an entry whose body is made of the differences of a change. */
function differenceItem(
  address: string,
  notes: Notes,
  change: Change,
  place: Place,
  redact: Redact,
  { folded = true, found = () => differences(change) } = {},
): Item {
  const render = (detail: Detail) => () => renderDifferences(found(), place, detail, redact);
  const body = folded ? render("folded") : undefined;
  return new LazyItem(titlesOf(address, notes), body, render("whole"));
}

export function checkSection({ failedChecks }: Overview, redact: Redact): Section {
  return {
    title: plural(failedChecks.length, "failed check"),
    items: failedChecks.map(
      ({ address, message }) =>
        new LazyItem(titlesOf(address, ({ text }) => [text(redact(message))])),
    ),
  };
}

function outputSection({ outputs }: Overview, redact: Redact): Section {
  return {
    title: `${plural(outputs.length, "output")} to change`,
    items: outputs.map(({ name, change }) => {
      const found = (): Difference[] =>
        differences(change, "value").map((one) => ({ ...one, steps: [name, ...one.steps] }));
      const notes: Notes = () => (found().length === 0 ? [VALUE_STAYS] : []);
      return differenceItem(name, notes, change, "output", redact, { found });
    }),
  };
}

export function driftSection({ drift }: Overview, redact: Redact): Section {
  return {
    title: `${plural(drift.length, "object")} changed outside of Terraform`,
    items: drift.map(({ change, differences: found }) => {
      const notes: Notes = () => (isGone(change) ? ["it is gone"] : []);
      return differenceItem(change.address, notes, change.change, "changed", redact, {
        folded: !isGone(change),
        found: () => (isGone(change) ? differences(change.change) : found),
      });
    }),
  };
}

export function deferredSection({ deferred }: Overview, redact: Redact): Section {
  return {
    title: plural(deferred.length, "deferred change"),
    items: deferred.map(({ reason, kind, change }) => {
      const notes: Notes = (style) => [
        LATER[kind],
        DEFERRALS.get(reason) ?? style.text(redact(reason)),
        ...notesOf(kind, change, style, redact),
      ];
      return differenceItem(change.address, notes, change.change, placeOf(change.change), redact);
    }),
  };
}

export function actionSections({ actions, deferredActions }: Overview, redact: Redact): Section[] {
  return [
    {
      title: `${plural(actions.length, "action")} to invoke`,
      items: actions.map((action) => actionItem(action, [], redact)),
    },
    {
      title: plural(deferredActions.length, "deferred action"),
      items: deferredActions.map(({ reason, action }) => actionItem(action, [reason], redact)),
    },
  ];
}

function actionItem(action: ActionInvocation, reasons: string[], redact: Redact): Item {
  const change: Change = {
    actions: ["create"],
    before: null,
    after: action.config_values ?? {},
    after_sensitive: action.config_sensitive,
    after_unknown: action.config_unknown,
  };
  const notes: Notes = (style) => [
    ...triggerNotes(action, style),
    ...reasons.map((reason) => DEFERRALS.get(reason) ?? style.text(redact(reason))),
  ];
  return differenceItem(action.address, notes, change, "alone", redact);
}
