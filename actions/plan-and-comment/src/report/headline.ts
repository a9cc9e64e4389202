import { countsText } from "../changes/counts.ts";
import type { Overview } from "../changes/overview.ts";
import { count, plural } from "./text.ts";

/** Returns the tool's own line, followed by what this line does not count. */
export function headline(overview: Overview): string {
  const [line, ...more] = headlineParts(overview);
  return [line, ...more].join(" · ");
}

/** Returns the headline with the tool's own line in bold. */
export function countsLine(overview: Overview): string {
  const [line, ...more] = headlineParts(overview);
  return [`**${line}**`, ...more].join(" · ");
}

/** Returns the headline in a few words, for an index. */
export function shortCounts(overview: Overview): string {
  const [line, ...more] = headlineParts(overview);
  const counts = line.replace(/^Plan: /, "").replace(/\.(?: .*)?$/, "");
  return [counts, ...more.slice(0, SHORT)].join(" · ");
}

/** Maximum number of facts that an index shows in addition to the counts. */
const SHORT = 2;

function headlineParts(overview: Overview): [string, ...string[]] {
  const { changes, outputs, actions, deferred, deferredActions, drift, failedChecks } = overview;
  const { replace, move, forget, read, unknown } = changes;
  const counted = Object.entries(changes).some(
    ([kind, list]) => kind !== "read" && kind !== "unknown" && list.length > 0,
  );
  const numbers: [number, string][] = [
    [replace.length, plural(replace.length, "replacement")],
    [move.length, `${count(move.length)} moved`],
    [forget.length, `${count(forget.length)} forgotten`],
    [read.length, `${count(read.length)} read during the apply`],
    [unknown.length, `${count(unknown.length)} of a kind this action does not know`],
    [outputs.length, `${plural(outputs.length, "output")} to change`],
    [actions.length, `${plural(actions.length, "action")} to invoke`],
    [deferred.length, `${count(deferred.length)} deferred`],
    [deferredActions.length, `${plural(deferredActions.length, "action")} deferred`],
  ];
  const parts = numbers.filter(([number]) => number > 0).map(([, text]) => text);
  const findings = [
    ...(drift.length > 0 ? [`drift in ${plural(drift.length, "object")}`] : []),
    ...(failedChecks.length > 0 ? [plural(failedChecks.length, "failed check")] : []),
  ];
  if (counted) return [`Plan: ${countsText(overview)}.`, ...parts, ...findings];
  const [first, ...more] = parts;
  // Without these counts, the tool writes no line of its own.
  if (first !== undefined) return [`Plan: ${first}`, ...more, ...findings];
  return [allClear(overview), ...findings];
}

/** Returns the line for a plan without changes. It claims no more than the plan has looked at. */
const allClear = ({ drift, failedChecks, limits, complete }: Overview): string =>
  drift.length + failedChecks.length + limits.length === 0 && complete
    ? "No changes. The infrastructure matches the configuration."
    : "No changes";
