import { isAttribute } from "../../../lib/terraform/attribute-path.ts";
import type { Path } from "../../../lib/terraform/attribute-path.ts";
import type { Json } from "../../../lib/terraform/json.ts";
import type { Marks } from "../../../lib/terraform/plan-json.ts";
import {
  anyMark,
  equal,
  isObject,
  marksOf,
  own,
  stringify,
} from "../../../lib/terraform/values.ts";
import { align } from "./align.ts";
import type { Aligned } from "./align.ts";
import { separateMoved } from "./moved.ts";
import { pairAlike } from "./pair-alike.ts";
import { isBlankInside, sideOf } from "./side.ts";
import type { Side } from "./side.ts";

/** A value before and after the change, and which places in it are sensitive or not known yet. */
interface Pair {
  before: Json | undefined;
  after: Json | undefined;
  beforeSensitive: Marks;
  afterSensitive: Marks;
  unknown: Marks;
}

type Report = (path: Path, before: Side, after: Side) => void;

/** Reports every place at which the two sides differ, down to the leaves. */
export function compare(pair: Pair, whole: "object" | "value", report: Report): void {
  // The attributes of a new resource are reported one by one, even if all of them are blank.
  if (whole === "object" && pair.unknown !== true && haveForm(pair, isObject))
    compareObjects(pair, [], report);
  else comparePlace(pair, [], report);
}

function comparePlace(pair: Pair, path: Path, report: Report): void {
  const { before, after, beforeSensitive, afterSensitive, unknown } = pair;
  const inside = isMissing(after) && anyMark(unknown);
  const isObjectInside = isObject(unknown) && (isMissing(before) || isObject(before));
  if (unknown === true || (inside && !isObjectInside))
    reportWhole(pair, path, report, { kind: "unknown" });
  else if (beforeSensitive === true || afterSensitive === true) {
    if (beforeSensitive !== afterSensitive || !equal(before, after))
      reportWhole(pair, path, report);
  } else if (isHollow(pair)) reportWhole(pair, path, report);
  else if (haveForm(pair, Array.isArray)) compareLists(pair, path, report);
  else if (haveForm(pair, isObject) || inside) compareObjects(pair, path, report);
  else if (before !== undefined && anyMark(unknown)) {
    // The type changes, and the new value is known in part: reports what goes, and then place by place what comes.
    reportWhole(pair, path, report, { kind: "absent" });
    comparePlace({ ...pair, before: undefined, beforeSensitive: false }, path, report);
  } else if (!equal(before, after) || (before === undefined) !== (after === undefined))
    reportWhole(pair, path, report);
}

function reportWhole(pair: Pair, path: Path, report: Report, newSide?: Side): void {
  const { before, after, beforeSensitive, afterSensitive } = pair;
  const side = newSide ?? sideOf(after, afterSensitive, beforeSensitive);
  const stays = side.kind === "sensitive" && equal(before, after);
  report(path, sideOf(before, beforeSensitive, afterSensitive), stays ? { ...side, stays } : side);
}

function compareObjects(pair: Pair, path: Path, report: Report): void {
  const { before, after, unknown } = pair;
  const sides = [before, after, unknown].filter(isObject);
  const alone = isMissing(before) || isMissing(after);
  let members = 0;
  sides.forEach((side, at) => {
    for (const name of Object.keys(side)) {
      // Each name once, in the order of first appearance.
      if (sides.some((earlier, place) => place < at && Object.hasOwn(earlier, name))) continue;
      members += 1;
      const inner = memberOf(pair, name, name);
      if (isSettled(inner)) continue;
      const place = [...path, name];
      if (!(alone && isUnset(inner, place))) comparePlace(inner, place, report);
    }
  });
  // If a resource without attributes comes or goes, its address says everything. Any other empty object is reported.
  if (members === 0 && path.length > 0 && !equal(before, after)) reportWhole(pair, path, report);
}

/** Returns whether there is nothing to compare: an equal scalar without marks, as most attributes of an update are. */
const isSettled = ({ before, after, beforeSensitive, afterSensitive, unknown }: Pair): boolean =>
  before === after &&
  beforeSensitive === afterSensitive &&
  unknown !== true &&
  (typeof unknown !== "object" || unknown === null);

/** Returns whether this is a null attribute of an object that comes or goes. It equals an attribute that is not set. */
const isUnset = ({ before, after, unknown }: Pair, path: Path): boolean =>
  isMissing(before) && isMissing(after) && !anyMark(unknown) && isAttribute(path, path.length - 1);

function compareLists(pair: Pair, path: Path, report: Report): void {
  const before = Array.isArray(pair.before) ? pair.before : [];
  const after = Array.isArray(pair.after) ? pair.after : [];
  if (before.length + after.length === 0 && !equal(pair.before, pair.after))
    reportWhole(pair, path, report);
  // A list that is on one side only needs no alignment, such as every list of an object that is created or destroyed.
  const alone = before.length === 0 || after.length === 0;
  const key = (item: Json, at: number) => (alone ? String(at) : stringify(item));
  const [oldKeys, newKeys] = [before.map(key), after.map(key)];
  const isEqual = ([from, to]: Aligned): boolean =>
    from !== undefined && to !== undefined && oldKeys[from] === newKeys[to];
  const { rest, moved, inOrder } = separateMoved(
    align(oldKeys, newKeys),
    oldKeys,
    newKeys,
    (from, to) => !alone && isSettledObject(memberOf(pair, from, to)),
  );
  for (const [oldIndex, newIndex] of pairAlike(rest, before, after, isEqual))
    comparePlace(memberOf(pair, oldIndex, newIndex), [...path, newIndex ?? oldIndex ?? 0], report);
  if (inOrder) return;
  const [from, to] = [moved.map(([old]) => old), moved.map(([, now]) => now)];
  report(path, { kind: "order", places: from }, { kind: "order", places: to });
}

/**
 * Returns whether a member is an object or a list that is known completely and without secrets. Only such a member can
 * be told to be the same at another place. Reports write lists of scalars by what comes and goes in any case.
 */
const isSettledObject = ({ before, beforeSensitive, afterSensitive, unknown }: Pair): boolean =>
  (isObject(before) || Array.isArray(before)) &&
  ![beforeSensitive, afterSensitive, unknown].some(anyMark);

/** Returns one member of both sides. It may be at another index after the change, or on one side only. */
function memberOf(pair: Pair, oldName: Member | undefined, newName: Member | undefined): Pair {
  const { before, after, beforeSensitive, afterSensitive, unknown } = pair;
  return {
    before: oldName === undefined ? undefined : member(before, oldName),
    after: newName === undefined ? undefined : member(after, newName),
    beforeSensitive: oldName === undefined ? false : (marksOf(beforeSensitive, oldName) ?? false),
    afterSensitive: newName === undefined ? false : (marksOf(afterSensitive, newName) ?? false),
    unknown: newName === undefined ? false : marksOf(unknown, newName),
  };
}

type Member = string | number;

const member = (value: Json | undefined, name: Member): Json | undefined =>
  isObject(value) || Array.isArray(value) ? own(value as Record<Member, Json>, name) : undefined;

const isMissing = (value: Json | undefined): boolean => value === undefined || value === null;

/** Returns whether both values have a form (list, object), or one value has it and the other value is missing. */
const haveForm = ({ before, after }: Pair, hasForm: (value: unknown) => boolean): boolean =>
  hasForm(before) ? hasForm(after) || isMissing(after) : isMissing(before) && hasForm(after);

/**
 * Returns whether a list or object comes or goes that has only blank members, such as a rule without conditions. Member
 * by member there would be nothing to report, yet an empty rule may allow everything.
 */
function isHollow({ before, after, beforeSensitive, afterSensitive, unknown }: Pair): boolean {
  if (isMissing(before) === isMissing(after)) return false;
  const value = before ?? after;
  if (typeof value !== "object" || !isBlankInside(value)) return false;
  return !anyMark(beforeSensitive) && !anyMark(afterSensitive) && !anyMark(unknown);
}
