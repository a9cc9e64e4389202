import type { Change } from "../../../lib/terraform/plan-json.ts";
import type { Path } from "../../../lib/terraform/attribute-path.ts";
import { isBlankTwice } from "../changes/difference.ts";
import type { Difference } from "../changes/difference.ts";
import { isBlankInside, isNothing } from "../changes/side.ts";
import type { Side } from "../changes/side.ts";
import type { Detail } from "./document.ts";
import { count } from "./text.ts";

/**
 * Where differences stand: in an object that exists before and after, in an object that comes or goes, or in an output.
 */
export type Place = "changed" | "replaced" | "alone" | "output";

/** Returns the place of the attributes of a resource. */
export function placeOf({ actions, before, after }: Change): Place {
  if (actions.length > 1) return "replaced";
  return (before ?? null) === null || (after ?? null) === null ? "alone" : "changed";
}

/** The differences of one object as they are shown. */
interface Folded {
  /** Differences with one or more lines of their own. */
  shown: Difference[];
  /** Differences that share one line, by name only. */
  computed: Difference[];
  /** Notes that count what is left out. */
  notes: string[];
  /** How many differences are left out. Key: the words that count them. */
  folded: ReadonlyMap<string, number>;
}

/** What is known besides the difference itself. */
interface Context {
  /** The changes of `tags`, as keys. */
  tags: ReadonlySet<string>;
  configured: Configured | undefined;
}

/** What the configuration says about the places of an object. */
export interface Configured {
  /** Returns whether the configuration sets a place. Otherwise the provider does. */
  sets: (steps: Path) => boolean;
  /** Returns whether a place follows from an object that the same apply makes anew or destroys. */
  followsFromNew: (steps: Path) => boolean;
}

/** What a comment leaves out, each with the words that count it. The complete report shows it. */
const FOLDS: readonly {
  words: string;
  /** The words for an object that comes or goes, if they differ from `words`. */
  alone?: string;
  matches: (difference: Difference, place: Place, context: Context) => boolean;
}[] = [
  {
    words: "blank before and after",
    alone: "blank",
    matches: (difference, place) =>
      place !== "output" &&
      (isBlankTwice(difference) || (place === "alone" && isBlankLoss(difference))),
  },
  {
    // The provider had read the value back, but the configuration never set it.
    words: "zero or false that the new object does not set",
    matches: ({ before, after, steps, forces }, place) =>
      place === "replaced" && !forces && isZero(before) && isNothing(after, steps),
  },
  {
    words: "as in tags",
    matches: (difference, _, { tags }) =>
      difference.steps[0] === "tags_all" && tags.has(sidesKey(difference)),
  },
  {
    // A default, or a tag that the provider gives to everything.
    words: "set by the provider",
    matches: ({ steps, before, after }, place, { configured }) =>
      place === "alone" &&
      isNothing(before, steps) &&
      after.kind === "value" &&
      configured?.sets(steps) === false,
  },
];

/**
 * Sorts the differences of one object into those that are shown and those that are folded.
 * @param configured undefined = the plan does not have the configuration of the object
 */
export function foldDifferences(
  differences: readonly Difference[],
  place: Place,
  detail: Detail,
  configured?: Configured,
): Folded {
  const numbers = new Map<string, number>();
  const folded: Folded = { shown: [], computed: [], notes: [], folded: numbers };
  const context = { tags: tagsOf(differences), configured };
  for (const one of differences) {
    const fold =
      detail === "whole" ? undefined : FOLDS.find(({ matches }) => matches(one, place, context));
    if (fold !== undefined) {
      // An object that comes or goes has one side only.
      const words = place === "alone" ? (fold.alone ?? fold.words) : fold.words;
      numbers.set(words, (numbers.get(words) ?? 0) + 1);
    } else if (isComputed(one, place, detail, configured)) folded.computed.push(one);
    else folded.shown.push(one);
  }
  // If the object itself comes or goes, there are no other differences to count.
  if (place !== "alone")
    folded.notes = [...numbers].map(([words, number]) => `${count(number)} ${words}`);
  return folded;
}

/** Attributes that every new object gets from its server. */
const IDENTITY = new Set(["id", "arn", "uid", "resource_version", "generation", "unique_id"]);

/**
 * Returns whether the provider fills in the attribute during the apply, so that there is no old value to review. A
 * comment also folds old values that say nothing, and attributes that identify an object that is replaced. It shows
 * what the configuration of an existing object newly sets, such as its key: no name of it would be left otherwise.
 */
function isComputed(
  { steps, before, after, forces }: Difference,
  place: Place,
  detail: Detail,
  configured: Configured | undefined,
): boolean {
  if (after.kind !== "unknown" || forces) return false;
  const isNew = isNothing(before, steps);
  if (detail === "whole" || place === "output") return isNew;
  if (isNew || (before.kind === "value" && isBlankInside(before.value)))
    return place === "alone" || configured?.sets(steps) !== true;
  if (place !== "replaced") return false;
  if (isZero(before) || IDENTITY.has(String(steps.at(-1)))) return true;
  return configured !== undefined && (!configured.sets(steps) || configured.followsFromNew(steps));
}

/** Returns whether an empty block goes: nothing is lost with it. An empty block that comes may allow everything. */
const isBlankLoss = ({ steps, before, after }: Difference): boolean =>
  before.kind === "value" && isBlankInside(before.value) && isNothing(after, steps);

const isZero = (side: Side): boolean =>
  side.kind === "value" && (side.value === 0 || side.value === false);

/** Returns the changes of `tags`, which providers repeat in `tags_all`. Returns none if `tags_all` does not change. */
function tagsOf(differences: readonly Difference[]): ReadonlySet<string> {
  if (!differences.some(({ steps }) => steps[0] === "tags_all")) return new Set();
  const tags = differences.filter(({ steps }) => steps[0] === "tags");
  // Whether two sensitive values are equal is not known here.
  return new Set(tags.filter((one) => !isSensitive(one)).map(sidesKey));
}

const isSensitive = ({ before, after }: Difference): boolean =>
  before.kind === "sensitive" || after.kind === "sensitive";

const sidesKey = ({ steps, before, after }: Difference): string =>
  JSON.stringify([steps.slice(1), before, after]);
