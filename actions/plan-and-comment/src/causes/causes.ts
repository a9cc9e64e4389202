import { splitAddress } from "../../../lib/terraform/address.ts";
import type { Path } from "../../../lib/terraform/attribute-path.ts";
import type { Marks, Plan, ResourceChange } from "../../../lib/terraform/plan-json.ts";
import { kindOf } from "../../../lib/terraform/plan-json.ts";
import { leaves } from "../../../lib/terraform/secrets.ts";
import {
  anyMark,
  isObject,
  marksOf,
  own,
  stringify,
  valueAt,
} from "../../../lib/terraform/values.ts";
import { compare } from "../changes/compare.ts";
import type { Difference } from "../changes/difference.ts";
import { sideOf } from "../changes/side.ts";
import { References } from "./references.ts";

/** Why one object is replaced. */
export interface Cause {
  /** Attributes that force the replacement by their own change. */
  own: Difference[];
  /**
   * Attributes that force the replacement because they come from an object that is made anew. If `isList`, the
   * attribute is a list, and may come from several objects.
   */
  follows: { steps: Path; source: ResourceChange; isList: boolean }[];
}

/**
 * What is replaced for one reason: the object where the replacement begins, and all objects that follow from it. What
 * follows from an object that is created or destroyed begins a group of its own, because that object is not replaced.
 */
export interface CauseGroup {
  root: ResourceChange;
  followers: ResourceChange[];
}

export interface Causes {
  of(change: ResourceChange): Cause | undefined;
  /** In the order of the plan; a group with more followers does not come earlier. */
  groups: CauseGroup[];
  references: References;
  /** Returns whether one of these blocks has an object that is made anew or destroyed. */
  isRemade(blocks: ReadonlySet<string>): boolean;
}

/** Attributes whose value other objects use to refer to an object. */
const NAMES = new Set(["name", "id", "arn", "bucket", "identifier", "cluster_identifier"]);

/**
 * Finds why each object of a plan is replaced. The configuration says what an attribute follows from. If a local stands
 * in between, the value says it: the attribute holds the id, the ARN or the name of an object that is replaced.
 */
export function causesOf(plan: Plan): Causes {
  const references = new References(plan);
  const sources = new Sources(plan.resource_changes ?? [], references);
  const causes = new Map<ResourceChange, Cause>();
  for (const change of sources.replaced) causes.set(change, causeOf(change, sources));
  return {
    of: (change) => causes.get(change),
    groups: groupByRoot(sources.replaced, causes),
    references,
    isRemade: (blocks) => [...blocks].some((block) => sources.has(block)),
  };
}

function causeOf(change: ResourceChange, sources: Sources): Cause {
  const cause: Cause = { own: [], follows: [] };
  for (const steps of change.change.replace_paths ?? []) {
    const source = sources.find(change, steps);
    if (source !== undefined)
      cause.follows.push({
        steps,
        source,
        isList: Array.isArray(valueAt(change.change.before, steps)),
      });
    else cause.own.push(...differencesAt(change, steps));
  }
  // If another attribute explains the replacement, an attribute that is unknown and unexplained adds nothing.
  if (cause.follows.length > 0)
    cause.own = cause.own.filter(({ after }) => after.kind !== "unknown");
  return cause;
}

function groupByRoot(
  replaced: readonly ResourceChange[],
  causes: ReadonlyMap<ResourceChange, Cause>,
): CauseGroup[] {
  const roots = new Map<ResourceChange, ResourceChange>();
  const groups = new Map<ResourceChange, CauseGroup>();
  const sourceOf = (cause: Cause | undefined): ResourceChange | undefined =>
    cause?.follows.find(({ source }) => causes.has(source))?.source;
  const rootOf = (change: ResourceChange): ResourceChange => {
    const known = roots.get(change);
    if (known !== undefined) return known;
    // Prevents an endless loop for objects that follow from each other.
    roots.set(change, change);
    const source = sourceOf(causes.get(change));
    const root = source === undefined ? change : rootOf(source);
    roots.set(change, root);
    return root;
  };
  for (const change of replaced) {
    const root = rootOf(change);
    const group = groups.get(root) ?? { root, followers: [] };
    groups.set(root, group);
    if (change !== root) group.followers.push(change);
  }
  return [...groups.values()];
}

/** The objects that a plan makes anew or destroys, indexed by block, by id, and by the change of their name. */
class Sources {
  readonly replaced: ResourceChange[] = [];
  readonly #references: References;
  readonly #byBlock = new Map<string, Instances>();
  readonly #byId = new Map<string, ResourceChange>();
  /** Key: the name before and after the change. */
  readonly #byRename = new Map<string, ResourceChange>();

  constructor(changes: readonly ResourceChange[], references: References) {
    this.#references = references;
    for (const change of changes) {
      const kind = kindOf(change);
      if (kind === "replace") this.replaced.push(change);
      if (kind !== "replace" && kind !== "destroy" && kind !== "create") continue;
      this.#add(change, kind === "replace");
    }
  }

  #add(change: ResourceChange, isReplaced: boolean): void {
    const { texts, keys } = splitAddress(change.address);
    const block = texts.join("");
    const instances = this.#byBlock.get(block) ?? { first: change, byKey: new Map() };
    this.#byBlock.set(block, instances);
    instances.byKey.set(keys.join(""), change);
    if (!isObject(change.change.before)) return;
    for (const name of ["id", "arn", "name"]) {
      const value = own(change.change.before, name);
      // A short text is not an id.
      if (typeof value === "string" && value.length > 3 && (name !== "name" || isReplaced))
        if (!this.#byId.has(value)) this.#byId.set(value, change);
    }
    if (!isReplaced) return;
    for (const steps of change.change.replace_paths ?? [])
      if (isName(steps) && !isUnknown(change, steps)) {
        const key = renameOf(change, steps);
        if (!this.#byRename.has(key)) this.#byRename.set(key, change);
      }
  }

  has(block: string): boolean {
    return this.#byBlock.has(block);
  }

  /** Finds what an attribute of an object follows from; undefined if the attribute changes by itself. */
  find(change: ResourceChange, steps: Path): ResourceChange | undefined {
    const found = isUnknown(change, steps)
      ? this.#findUnknown(change, steps)
      : isName(steps)
        ? undefined
        : this.#byRename.get(renameOf(change, steps));
    return found === change ? undefined : found;
  }

  #findUnknown(change: ResourceChange, steps: Path): ResourceChange | undefined {
    const { texts, keys } = splitAddress(change.address);
    const { blocks, hasLocal } = this.#references.of(texts.join(""), String(steps[0] ?? ""));
    const before = valueAt(change.change.before, steps);
    for (const value of leaves(before)) {
      const byId = this.#byId.get(value);
      if (byId === undefined || byId === change) continue;
      const block = splitAddress(byId.address).texts.join("");
      if (blocks.has(block) || hasLocal || blocks.size === 0) return byId;
    }
    for (const block of blocks) {
      const instances = this.#byBlock.get(block);
      if (instances !== undefined) return instances.byKey.get(keys.join("")) ?? instances.first;
    }
    return undefined;
  }
}

interface Instances {
  first: ResourceChange;
  /** Key: all keys of the address. */
  byKey: Map<string, ResourceChange>;
}

const isName = (steps: Path): boolean => NAMES.has(String(steps.at(-1)));

const renameOf = ({ change }: ResourceChange, steps: Path): string =>
  `${stringify(valueAt(change.before, steps))} ${stringify(valueAt(change.after, steps))}`;

const isUnknown = ({ change }: ResourceChange, steps: Path): boolean =>
  anyMark(marksAt(change.after_unknown, steps));

const marksAt = (marks: Marks, steps: Path): Marks =>
  steps.reduce<Marks>((at, step) => marksOf(at, step), marks);

/**
 * Returns what changes at a place that forces a replacement. If only one member of the place differs, returns this
 * member.
 */
function differencesAt({ change }: ResourceChange, steps: Path): Difference[] {
  const { before, after, after_unknown, before_sensitive, after_sensitive } = change;
  const pair = {
    before: valueAt(before, steps),
    after: valueAt(after, steps),
    beforeSensitive: marksAt(before_sensitive, steps),
    afterSensitive: marksAt(after_sensitive, steps),
    unknown: marksAt(after_unknown, steps),
  };
  const found: Difference[] = [];
  compare(pair, "value", (inner, oldSide, newSide) => {
    const place = [...steps, ...inner];
    found.push({ steps: place, before: oldSide, after: newSide, forces: true });
  });
  if (found.length === 1) return found;
  const { beforeSensitive: oldMarks, afterSensitive: newMarks } = pair;
  const whole: Difference = {
    steps,
    before: sideOf(pair.before, oldMarks, newMarks),
    after: anyMark(pair.unknown) ? { kind: "unknown" } : sideOf(pair.after, newMarks, oldMarks),
    forces: true,
  };
  return [whole];
}
