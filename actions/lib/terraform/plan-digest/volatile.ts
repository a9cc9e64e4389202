import { KNOWN_AFTER_APPLY } from "./attributes.ts";

/** One attribute of a change, as canonical texts; undefined = absent on that side. */
export interface ChangedAttribute {
  path: string;
  before: string | undefined;
  after: string | undefined;
  /** The object leaves the state, and no other object replaces it. */
  goes: boolean;
}

interface VolatileRule {
  name: string;
  /** Why equal plans may differ there. */
  why: string;
  matches(attribute: ChangedAttribute): boolean;
}

/**
 * Attributes that count the versions of an object.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions
 */
const COUNTER =
  /(?:^|\.)(?:resource_version|resourceVersion|generation|observed_generation|observedGeneration)$/;

/** A time as canonical JSON text: https://www.rfc-editor.org/rfc/rfc3339#section-5.6 */
const TIME = /^"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)"$/;

/**
 * The attributes that no manifest contains. The rest of the plan is what it changes.
 * Complete parts are left out as well: see manifest.ts.
 */
export const VOLATILE_RULES: readonly VolatileRule[] = [
  {
    name: "unchanged",
    why: "an attribute that the plan leaves as it is may be moved by others meanwhile, and the plan does not touch it",
    matches: ({ before, after }) => before === after && after !== KNOWN_AFTER_APPLY,
  },
  {
    name: "counter of a removed object",
    why: "the server counts on while the plan waits; an object that stays has these values on both sides",
    matches: ({ path, goes }) => goes && COUNTER.test(path),
  },
  {
    name: "time of a removed object",
    why: "providers read back times that move by themselves, such as latest_restorable_time of a database",
    matches: ({ before, goes }) => goes && before !== undefined && TIME.test(before),
  },
];

/** Returns whether an attribute is left out of the manifest. */
export const isVolatile = (attribute: ChangedAttribute): boolean =>
  VOLATILE_RULES.some((rule) => rule.matches(attribute));
