import type { Redact } from "../../../lib/redact/redactor.ts";
import type { FailedCheck } from "../../../lib/terraform/failed-checks.ts";
import type { ActionRuns } from "../../../lib/terraform/run-with-events.ts";
import { operationsOf } from "../changes/overview.ts";
import type { Overview } from "../changes/overview.ts";
import type { Section } from "./document.ts";
import { LazyItem, addressItem, titlesOf } from "./item.ts";
import { MARKDOWN, count, plural } from "./text.ts";

/** Operations that the tool has finished, one for each of its `apply_complete` events. */
export type Done = readonly { address: string; action: string }[];

/** What each kind of operation is called in the last line of the tool: "1 added, 0 changed, 1 destroyed". */
const COUNTED = [
  ["create", "added"],
  ["update", "changed"],
  ["delete", "destroyed"],
] as const;

/**
 * Returns how many changes were finished, counted as the plan counts them: a replacement is one change, although the
 * tool creates and deletes. Reads of data sources are not changes.
 */
export function countChanges(done: Done): number {
  let changes = 0;
  for (const actions of operationsByAddress(done).values()) {
    const number = (action: string) => actions.filter((one) => one === action).length;
    changes += number("update") + Math.max(number("create"), number("delete"));
  }
  return changes;
}

/** Returns the counts of the tool's own last line, without the counts that are zero. */
export function describeCounts(done: Done): string[] {
  const counts = COUNTED.map(([action, word]): [number, string] => [
    done.filter((one) => one.action === action).length,
    word,
  ]);
  return counts
    .filter(([number]) => number > 0)
    .map(([number, word]) => `${count(number)} ${word}`);
}

/** Returns the line for an apply that finished. */
export function appliedLine(overview: Overview, done: Done): string {
  const changes = countChanges(done);
  const parts = [...describeCounts(done), ...withoutOperation(overview)];
  const operations = done.filter(isCounted).length;
  const missing = operationsOf(overview) - operations;
  if (parts.length === 0 && missing <= 0) return "**Nothing to apply**";
  const replaced = operations - changes;
  const remarks = [
    ...(replaced > 0
      ? [`${plural(replaced, "replacement")}: an object is added and another one destroyed`]
      : []),
    ...(missing > 0
      ? [`the tool did not report the end of ${plural(missing, "operation")} of the plan`]
      : []),
  ];
  const head = changes > 0 ? `**Applied ${plural(changes, "change")}**` : "**Applied**";
  const list = parts.length === 0 ? "" : `: ${parts.join(", ")}`;
  return `${head}${list}${remarks.length === 0 ? "" : ` (${remarks.join("; ")})`}`;
}

/** Describes what an apply does without an event: changes in the state only, or to outputs. */
function withoutOperation({ changes, outputs, actions }: Overview): string[] {
  const imported = Object.values(changes)
    .flat()
    .filter(({ change }) => (change.importing ?? undefined) !== undefined).length;
  const counts: [number, string][] = [
    [imported, "imported"],
    [changes.move.length, "moved"],
    [changes.forget.length, "removed from the state"],
  ];
  return [
    ...counts.filter(([number]) => number > 0).map(([number, word]) => `${count(number)} ${word}`),
    ...(outputs.length > 0 ? [`${plural(outputs.length, "output")} changed`] : []),
    ...(actions.length > 0 ? [`${plural(actions.length, "action")} invoked`] : []),
  ];
}

/** Maximum number of actions that are named. */
const NAMED = 3;

/** Describes which actions ran to their end, each group in a sentence; "" if none did. */
export const actionsText = ({ invoked, failed }: ActionRuns): string =>
  [
    sentenceOf(invoked, invoked.length === 1 ? "was invoked" : "were invoked"),
    sentenceOf(failed, "failed"),
  ]
    .filter((text) => text !== "")
    .join(" ");

function sentenceOf(addresses: readonly string[], did: string): string {
  if (addresses.length === 0) return "";
  const names = addresses.slice(0, NAMED).map((address) => MARKDOWN.code(address.slice(0, 200)));
  const rest = addresses.length - NAMED;
  const more = rest > 0 ? `, and ${count(rest)} more` : "";
  return `${plural(addresses.length, "action")} ${did}: ${names.join(", ")}${more}.`;
}

/** Lists the finished changes, one entry for each object with everything that was done to it. */
export function appliedSection(done: Done): Section {
  const objects = [...operationsByAddress(done)];
  return {
    title: `${plural(countChanges(done), "change")} applied`,
    items: objects.map(([address, actions]) => addressItem(address, actions.join(", "))),
  };
}

function operationsByAddress(done: Done): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { address, action } of done.filter(isCounted))
    found.set(address, [...(found.get(address) ?? []), action]);
  return found;
}

const isCounted = ({ action }: Done[number]): boolean =>
  COUNTED.some(([counted]) => counted === action);

/** Returns how many checks fail after an apply, for the end of its line. */
export const checksText = (failed: readonly FailedCheck[] = []): string =>
  failed.length === 0 ? "" : ` · ${plural(failed.length, "failed check")}`;

/** Lists the checks that fail after an apply. */
export const failedChecksSection = (
  failed: readonly FailedCheck[] = [],
  redact: Redact,
): Section => ({
  title: plural(failed.length, "failed check"),
  items: failed.map(
    ({ name, place, message, times }) =>
      new LazyItem(
        titlesOf(name, ({ code, text }) => [
          ...(place === "" ? [] : [code(place)]),
          ...(times > 1 ? [`${count(times)} times`] : []),
          text(redact(message)),
        ]),
      ),
  ),
});
