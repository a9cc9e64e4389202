import type { Redact } from "../../../lib/redact/redactor.ts";
import { blockAddress } from "../../../lib/terraform/address.ts";
import type { ResourceChange } from "../../../lib/terraform/plan-json.ts";
import type { Cause, Causes } from "../causes/causes.ts";
import { differences } from "../changes/difference.ts";
import type { Instances } from "../changes/instances.ts";
import { briefLines } from "./brief.ts";
import { foldDifferences, placeOf } from "./fold.ts";
import type { Configured } from "./fold.ts";
import { count, oneLine } from "./text.ts";

/** Maximum number of instances that are compared with each other; the rest is counted. */
const COMPARED = 24;
/** Maximum number of lines for one entry of a comment. */
const LINES = 60;
/** Maximum number of keys in one line. */
const KEYS = 3;
/** Maximum number of different values that are shown for one attribute. */
const VARIANTS = 6;

/** `open`: counts what is left out. `brief`: does not count it, because a title says it for all entries. */
export type Form = "open" | "brief";

/** What differs in one instance, place by place, and how much of it is not shown. */
interface Member {
  key: string;
  places: Map<string, string[]>;
  computed: number;
  /** Key: the words that count what is left out. */
  folded: ReadonlyMap<string, number>;
}

/**
 * Returns the differences of all instances of a block as the lines of a diff fence. What is the same in all instances
 * is shown once, the rest for each key. Returns none if there is nothing to show.
 */
export function mergedLines(
  { changes, keys }: Instances,
  causes: Causes,
  redact: Redact,
  form: Form,
): string[] {
  const members = changes.slice(0, COMPARED).map((change, at) => {
    const inTitle = namedInTitle(causes.of(change), form === "brief" && changes.length === 1);
    return memberOf(change, keys[at] ?? "", causes, redact, inTitle);
  });
  const lines = mergeLines(members);
  // If the objects come or go and no line is left, nothing else differs.
  const alone = changes.every(({ change }) => placeOf(change) === "alone");
  if (lines.length === 0 && (alone || form === "brief")) return [];
  const rest = lines.length - LINES;
  if (rest > 0) lines.splice(LINES, rest, `  … ${count(rest)} more lines`);
  const others = changes.length - members.length;
  if (others > 0) lines.push(`  … ${count(others)} more instances are in the full report`);
  const notes = form === "open" ? notShown(members) : "";
  return notes === "" ? lines : [...lines, notes];
}

/** Describes how much is left out of an instance. For several instances, it names the highest numbers. */
function notShown(members: readonly Member[]): string {
  const most = new Map<string, number>();
  for (const { computed, folded } of members)
    for (const [words, number] of [["known after apply", computed] as const, ...folded])
      most.set(words, Math.max(number, most.get(words) ?? 0));
  const parts = [...most]
    .filter(([, number]) => number > 0)
    .map(([words, number]) => `${count(number)} ${words}`);
  return parts.length === 0 ? "" : `  not shown: ${parts.join(", ")}`;
}

function memberOf(
  change: ResourceChange,
  key: string,
  causes: Causes,
  redact: Redact,
  /** Steps of the differences that the title already shows with both values. */
  inTitle: ReadonlySet<string>,
): Member {
  const block = blockAddress(change.address);
  const { references } = causes;
  const place = placeOf(change.change);
  const found = differences(change.change).filter(
    ({ steps }) => !inTitle.has(JSON.stringify(steps)),
  );
  const configured: Configured = {
    sets: (steps) => references.sets(block, steps),
    followsFromNew: ([first]) => causes.isRemade(references.of(block, String(first)).blocks),
  };
  const { shown, computed, folded } = foldDifferences(
    found,
    place,
    "folded",
    references.has(block) ? configured : undefined,
  );
  const places = new Map<string, string[]>();
  const { before, after } = change.change;
  for (const { place: path, lines } of briefLines(shown, { before, after }, redact))
    places.set(path, [...(places.get(path) ?? []), ...lines]);
  return { key, places, computed: computed.length, folded };
}

/**
 * Returns the places that the title of an entry mentions: what comes from another object and, for a single object, its
 * own change.
 */
function namedInTitle(cause: Cause | undefined, withOwn: boolean): Set<string> {
  const { own = [], follows = [] } = cause ?? {};
  return new Set([...follows, ...(withOwn ? own : [])].map(({ steps }) => JSON.stringify(steps)));
}

function mergeLines(members: readonly Member[]): string[] {
  const places = new Set(members.flatMap((one) => [...one.places.keys()]));
  return [...places].flatMap((place) => {
    const variants = new Map<string, string[]>();
    for (const { key, places: own } of members) {
      const lines = own.get(place);
      if (lines === undefined) continue;
      const text = lines.join("\n");
      variants.set(text, [...(variants.get(text) ?? []), key]);
    }
    const all = [...variants];
    const [first] = all;
    if (first?.[1].length === members.length) return first[0].split("\n");
    const template = templateOf(all, members.length);
    if (template !== undefined) return [template];
    const shown = all
      .slice(0, VARIANTS)
      .flatMap(([text, keys]) => withKeys(text.split("\n"), keys));
    const rest = all.length - VARIANTS;
    return rest > 0 ? [...shown, `  … ${count(rest)} more values of it`] : shown;
  });
}

/** Writes the keys that the lines are about after the sign of the first line. */
function withKeys([first = "", ...more]: string[], keys: readonly string[]): string[] {
  const rest = keys.length - KEYS;
  const names = keys.slice(0, KEYS).join(" ") + (rest > 0 ? ` and ${count(rest)} more` : "");
  return [`${first.slice(0, 1)} ${oneLine(names)}${first.slice(1)}`, ...more];
}

/**
 * Returns one line for values that differ only by the key of their instance; undefined if they differ in another way.
 */
function templateOf(
  variants: readonly (readonly [string, readonly string[]])[],
  members: number,
): string | undefined {
  if (variants.length !== members) return undefined;
  const templates = variants.map(([text, [key = ""]]) => {
    const [, name = ""] = /^\["?(.+?)"?\]$/s.exec(key) ?? [];
    return name.length > 1 && text.includes(name) ? text.replaceAll(name, "{key}") : undefined;
  });
  const [first] = templates;
  return first !== undefined && !first.includes("\n") && templates.every((one) => one === first)
    ? first
    : undefined;
}
