import type { Redact } from "../../../lib/redact/redactor.ts";
import { pathText } from "../../../lib/terraform/attribute-path.ts";
import type { Path } from "../../../lib/terraform/attribute-path.ts";
import type { Json } from "../../../lib/terraform/json.ts";
import { stringify, valueAt } from "../../../lib/terraform/values.ts";
import type { Difference } from "../changes/difference.ts";
import type { Side } from "../changes/side.ts";
import { MOVED, linesOf, shortPath } from "./attributes.ts";
import { documentLines } from "./documents-in-values.ts";
import { count, elide, oneLine } from "./text.ts";

/** The lines about a difference, or about the members of one list, and the place that they describe. */
export interface Brief {
  place: string;
  lines: string[];
}

/** Maximum number of list members that are named; the rest is counted. */
const MEMBERS = 8;

/** The two values that differ; a list in them may have members that stay. */
type Values = Readonly<Record<"before" | "after", Json | undefined>>;

/**
 * Writes differences for a comment, shorter than in the complete report: a list by the members that come and go, and a
 * document in a value by its statements.
 * @param values the values that the steps of the differences lead into
 */
export function briefLines(
  differences: readonly Difference[],
  values: Values,
  redact: Redact,
): Brief[] {
  const briefs: Brief[] = [];
  for (let at = 0; at < differences.length;) {
    const first = differences[at] as Difference;
    const members = membersFrom(differences, at);
    const place = pathText(members.length > 0 ? first.steps.slice(0, -1) : first.steps);
    const lines =
      members.length > 0
        ? listLines(members, values, redact)
        : (documentLines(first, redact) ?? linesOf(first, "folded", redact));
    briefs.push({ place, lines });
    at += Math.max(1, members.length);
  }
  return briefs;
}

/**
 * Returns the differences, from an index on, that are members of one list of scalars; none if the first one is not such
 * a member.
 */
function membersFrom(differences: readonly Difference[], start: number): Difference[] {
  const parent = differences[start]?.steps.slice(0, -1) ?? [];
  let end = start;
  while (end < differences.length && isMemberOf(differences[end] as Difference, parent)) end += 1;
  return differences.slice(start, end);
}

const isMemberOf = ({ steps, before, after }: Difference, parent: Path): boolean =>
  typeof steps.at(-1) === "number" &&
  steps.length > 1 &&
  steps.length === parent.length + 1 &&
  parent.every((step, at) => steps[at] === step) &&
  [before, after].every(isScalar);

const isScalar = (side: Side): boolean =>
  side.kind !== "order" &&
  (side.kind !== "value" || typeof side.value !== "object" || side.value === null);

function listLines(members: readonly Difference[], values: Values, redact: Redact): string[] {
  const [first] = members;
  if (first === undefined) return [];
  const steps = first.steps.slice(0, -1);
  const place = shortPath({ ...first, steps }, redact);
  const note = members.some(({ forces }) => forces) ? "  # forces replacement" : "";
  const hidden = members.some(({ before, after }) => isHidden(before) || isHidden(after));
  // A member that is not known yet cannot be named, so these members are counted.
  if (
    hidden &&
    members.length > 1 &&
    members.every(({ before, after }) => isKnown(before) && after.kind === "unknown")
  )
    return [`! ${place}: ${count(members.length)} members -> (known after apply)${note}`];
  if (hidden) return members.flatMap((one) => linesOf(one, "folded", redact));
  const removed = valuesOf(members, "before");
  const added = valuesOf(members, "after");
  const [gone, come] = withoutShared(removed, added);
  // Only a list that appears or disappears completely is shown with its value.
  if (removed.length === 0 && isEmpty(valueAt(values.before, steps)))
    return [`+ ${place} = [${listed(added, redact)}]${note}`];
  if (added.length === 0 && isEmpty(valueAt(values.after, steps)))
    return [`- ${place} = [${listed(removed, redact)}]${note}`];
  if (gone.length + come.length === 0) return [`! ${place}: ${MOVED}${note}`];
  if (gone.length === 1 && come.length === 1)
    return [`! ${place}: ${listed(gone, redact)} -> ${listed(come, redact)}${note}`];
  return [
    ...(gone.length > 0 ? [`- ${place}: ${listed(gone, redact)}${note}`] : []),
    ...(come.length > 0 ? [`+ ${place}: ${listed(come, redact)}${note}`] : []),
  ];
}

const isEmpty = (list: Json | undefined): boolean => !Array.isArray(list) || list.length === 0;

const isHidden = (side: Side): boolean => side.kind === "unknown" || side.kind === "sensitive";

const isKnown = (side: Side): boolean => side.kind === "value";

const valuesOf = (members: readonly Difference[], side: "before" | "after"): Json[] =>
  members.flatMap((one) => {
    const found = one[side];
    return found.kind === "value" ? [found.value] : [];
  });

/**
 * Removes the members that both sides share. A member that one side has more often stays as often as it has more of it.
 */
function withoutShared(before: readonly Json[], after: readonly Json[]): [Json[], Json[]] {
  const left = new Map<string, number>();
  for (const one of after) left.set(stringify(one), (left.get(stringify(one)) ?? 0) + 1);
  const gone = before.filter((one) => {
    const number = left.get(stringify(one)) ?? 0;
    if (number > 0) left.set(stringify(one), number - 1);
    return number === 0;
  });
  const come = after.filter((one) => {
    const number = left.get(stringify(one)) ?? 0;
    if (number > 0) left.set(stringify(one), number - 1);
    return number > 0;
  });
  return [gone, come];
}

function listed(values: readonly Json[], redact: Redact): string {
  const shown = values
    .slice(0, MEMBERS)
    .map((one) => oneLine(elide(stringify(one, undefined, redact))))
    .join(", ");
  const rest = values.length - MEMBERS;
  return rest > 0 ? `${shown}, and ${count(rest)} more` : shown;
}
