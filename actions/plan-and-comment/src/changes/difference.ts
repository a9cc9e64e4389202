import { pathText } from "../../../lib/terraform/attribute-path.ts";
import type { Path } from "../../../lib/terraform/attribute-path.ts";
import type { Json } from "../../../lib/terraform/json.ts";
import type { Change, Marks } from "../../../lib/terraform/plan-json.ts";
import {
  anyMark,
  equal,
  isObject,
  marksOf,
  own,
  stringify,
} from "../../../lib/terraform/values.ts";
import { align } from "./align.ts";

/** One side of a change. */
export type Side =
  | { kind: "absent" }
  | { kind: "value"; value: Json }
  /** `marked`: this side itself is sensitive, and not only the other one. */
  | { kind: "sensitive"; marked: boolean }
  | { kind: "unknown" };

/** One attribute that changes. */
export interface Difference {
  /** As HCL refers to it: spec[0].replicas, data["app.conf"]. */
  path: string;
  /** The same, step by step. */
  steps: Path;
  before: Side;
  after: Side;
  /** It forces the replacement of its resource. */
  forces: boolean;
}

interface Pair {
  before: Json | undefined;
  after: Json | undefined;
  beforeSensitive: Marks;
  afterSensitive: Marks;
  unknown: Marks;
}

/**
 * The attributes of a change that differ, in the order of the plan, those that force a replacement first. Blank on
 * both sides (null to "", for example) is not a difference to a reader. A sensitive value never leaves this function:
 * sensitivity belongs to the place, so what is sensitive before or after is hidden on both sides.
 */
export function differences(change: Change): Difference[] {
  const forcing = change.replace_paths ?? [];
  const found: Difference[] = [];
  const pair = {
    before: change.before,
    after: change.after,
    beforeSensitive: change.before_sensitive,
    afterSensitive: change.after_sensitive,
    unknown: change.after_unknown,
  };
  compare(pair, [], (path, before, after) => {
    const forces =
      forcing.length > 0 && forcing.some((one) => isPrefix(one, path) || isPrefix(path, one));
    found.push({ path: pathText(path), steps: path, before, after, forces });
  });
  const visible = found.filter((one) => !isNoise(one, forcing.length > 0));
  // What forces a replacement is what a reader looks for.
  return forcing.length > 0 ? visible.sort((a, b) => Number(b.forces) - Number(a.forces)) : visible;
}

/**
 * A blank that becomes another blank; in a replacement also a zero or false that goes: the provider had read it back,
 * the configuration never set it.
 */
function isNoise({ before, after }: Difference, replaced: boolean): boolean {
  if (isBlank(before) && isBlank(after)) return true;
  const zero = before.kind === "value" && (before.value === 0 || before.value === false);
  return replaced && zero && after.kind === "absent";
}

/** Null, an empty text, an empty list or an empty map: the same to a person. */
export function isBlank(side: Side): boolean {
  if (side.kind === "absent") return true;
  if (side.kind !== "value") return false;
  const { value } = side;
  return (
    value === "" ||
    (Array.isArray(value) && value.length === 0) ||
    (isObject(value) && Object.keys(value).length === 0)
  );
}

type Report = (path: Path, before: Side, after: Side) => void;

function compare(pair: Pair, path: Path, report: Report): void {
  const { before, after, beforeSensitive, afterSensitive, unknown } = pair;
  if (unknown === true) reportWhole(pair, path, report, { kind: "unknown" });
  else if (beforeSensitive === true || afterSensitive === true) {
    if (beforeSensitive !== afterSensitive || !equal(before, after))
      reportWhole(pair, path, report);
  } else if (haveForm(before, after, Array.isArray)) compareLists(pair, path, report);
  else if (haveForm(before, after, isObject) || (isMissing(after) && isObject(unknown)))
    compareObjects(pair, path, report);
  else if (!equal(before, after)) reportWhole(pair, path, report);
}

function reportWhole(pair: Pair, path: Path, report: Report, newSide?: Side): void {
  const { before, after, beforeSensitive, afterSensitive } = pair;
  report(
    path,
    sideOf(before, beforeSensitive, afterSensitive),
    newSide ?? sideOf(after, afterSensitive, beforeSensitive),
  );
}

function compareObjects(pair: Pair, path: Path, report: Report): void {
  const sides = [pair.before, pair.after, pair.unknown].filter(isObject);
  let members = 0;
  sides.forEach((side, at) => {
    for (const name of Object.keys(side)) {
      // In the order of their first appearance, each name once.
      if (sides.some((earlier, before) => before < at && Object.hasOwn(earlier, name))) continue;
      members += 1;
      const inner = memberOf(pair, name, name);
      if (!isSettled(inner)) compare(inner, [...path, name], report);
    }
  });
  if (members === 0 && !equal(pair.before, pair.after)) reportWhole(pair, path, report);
}

/** Most attributes of an update: an equal scalar without marks. */
const isSettled = ({ before, after, beforeSensitive, afterSensitive, unknown }: Pair): boolean =>
  before === after && unknown !== true && beforeSensitive === afterSensitive && !isObject(unknown);

function compareLists(pair: Pair, path: Path, report: Report): void {
  const before = Array.isArray(pair.before) ? pair.before : [];
  const after = Array.isArray(pair.after) ? pair.after : [];
  if (before.length + after.length === 0 && !equal(pair.before, pair.after))
    reportWhole(pair, path, report);
  // One side alone has nothing to be aligned with: that is every list of what is created or destroyed.
  const alone = before.length === 0 || after.length === 0;
  const key = (item: Json, at: number) => (alone ? String(at) : stringify(item));
  for (const [oldIndex, newIndex] of align(before.map(key), after.map(key)))
    compare(memberOf(pair, oldIndex, newIndex), [...path, newIndex ?? oldIndex ?? 0], report);
}

/** One member of both sides. It may stand at another index after the change, or on one side only. */
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

/** Whether both values have a form (list, object), or one has it and the other is missing. */
const haveForm = (
  before: Json | undefined,
  after: Json | undefined,
  hasForm: (value: unknown) => boolean,
): boolean =>
  hasForm(before) ? hasForm(after) || isMissing(after) : isMissing(before) && hasForm(after);

function sideOf(value: Json | undefined, sensitive: Marks, otherSensitive: Marks): Side {
  if (isMissing(value)) return { kind: "absent" };
  // A value of which a part is sensitive is only shown in parts; here it is shown whole.
  const marked = anyMark(sensitive);
  if (marked || anyMark(otherSensitive)) return { kind: "sensitive", marked };
  return { kind: "value", value: value ?? null };
}

const isPrefix = (a: Path, b: Path): boolean =>
  a.length <= b.length && a.every((step, at) => step === b[at]);
