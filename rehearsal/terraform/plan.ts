import type { Planned } from "./provider.ts";
import type { Path } from "./protocol.ts";
import type { Rules } from "./rules.ts";
import { canonicalJson } from "./rules.ts";
import type { Attribute, Block, NestedBlock } from "./schema.ts";
import { withoutNulls } from "./resolve-unknowns.ts";
import type { Fields, Value } from "./values.ts";
import { UNKNOWN, hasUnknown, isEqual, isFields, isZero } from "./values.ts";

/**
 * Plans one resource as providers on Terraform's plugin SDK do. Configured values are used. Computed values that are
 * not configured are kept; for a new resource, they are unknown. null and the zero value of a type are equal. Pure.
 * `prior` is null for a resource that is created.
 */
export function plan(block: Block, rules: Rules, prior: Fields | null, config: Fields): Planned {
  const state = planBlock({ rules, block, path: "" }, prior ?? undefined, config);
  if (prior === null) return { state, replace: [] };
  if (!isEqual(state, prior))
    for (const name of rules.recomputed?.(prior, state) ?? []) state[name] = UNKNOWN;
  return { state, replace: (rules.replace ?? []).flatMap((path) => changes(path, prior, state)) };
}

interface Place {
  rules: Rules;
  block: Block;
  path: string;
}

function planBlock(place: Place, prior: Fields | undefined, config: Fields): Fields {
  const state: Fields = {};
  const inside = (name: string): string => (place.path === "" ? name : `${place.path}.${name}`);
  for (const [name, attribute] of Object.entries(place.block.attributes ?? {}))
    state[name] = planAttribute(
      { rules: place.rules, path: inside(name), attribute },
      prior?.[name],
      config[name] ?? null,
    );
  for (const [name, nested] of Object.entries(place.block.block_types ?? {}))
    state[name] = planNested(
      { rules: place.rules, block: nested.block, path: inside(name) },
      nested,
      prior?.[name],
      config[name] ?? null,
    );
  return state;
}

function planAttribute(
  place: { rules: Rules; path: string; attribute: Attribute },
  prior: Value | undefined,
  config: Value,
): Value {
  const { rules, path, attribute } = place;
  if (attribute.write_only) return null;
  if (config !== null) return planConfigured(place, prior, config);
  if (attribute.computed) return prior === undefined ? UNKNOWN : prior;
  const byDefault = rules.defaults?.[path];
  if (byDefault !== undefined) return byDefault;
  return prior !== undefined && isZero(prior) ? prior : null;
}

function planConfigured(
  place: { rules: Rules; path: string; attribute: Attribute },
  prior: Value | undefined,
  config: Value,
): Value {
  // The SDK cannot distinguish an empty collection from a missing one.
  const empty = (Array.isArray(config) || isFields(config)) && isZero(config);
  if (empty && !place.attribute.required && isZero(prior)) return prior ?? null;
  if (typeof config === "string" && place.rules.json?.includes(place.path))
    return canonicalJson(config);
  return isSet(place.attribute) && Array.isArray(config) ? planSet(prior, config) : config;
}

/**
 * Plans a set. In the SDK, a set with one unknown element is completely unknown. The order of elements does not matter.
 */
function planSet(prior: Value | undefined, config: Value[]): Value {
  if (config.some(hasUnknown)) return UNKNOWN;
  return Array.isArray(prior) && sameElements(config, prior) ? prior : config;
}

function isSet(attribute: Attribute): boolean {
  return Array.isArray(attribute.type) && attribute.type[0] === "set";
}

function sameElements(one: Value[], other: Value[]): boolean {
  return (
    one.length === other.length && one.every((value) => other.some((twin) => isEqual(value, twin)))
  );
}

function planNested(
  place: Place,
  nested: NestedBlock,
  prior: Value | undefined,
  config: Value,
): Value {
  if (config === UNKNOWN) return UNKNOWN;
  if (nested.nesting_mode === "single" || nested.nesting_mode === "group")
    return isFields(config) ? planBlock(place, isFields(prior) ? prior : undefined, config) : null;
  if (!Array.isArray(config)) return config;
  if (config.length === 0 && place.rules.computedBlocks?.includes(place.path))
    return prior === undefined ? UNKNOWN : prior;
  const before = Array.isArray(prior) ? prior : [];
  return nested.nesting_mode === "set"
    ? config.map((element) => planElement(place, before, element))
    : config.map((element, index) => planItem(place, before[index], element));
}

function planItem(place: Place, prior: Value | undefined, config: Value): Value {
  if (!isFields(config)) return config;
  return planBlock(place, isFields(prior) ? prior : undefined, config);
}

/**
 * Plans an element of a set. Elements have no position: the result is the prior element that equals the planned one, or
 * a new element.
 */
function planElement(place: Place, prior: Value[], config: Value): Value {
  const same = prior.find((element) => isEqual(planItem(place, element, config), element));
  const planned = planItem(place, undefined, config);
  // The SDK finds elements by their values, so they contain no nulls.
  return same ?? (isFields(planned) ? withoutNulls(place.block, planned) : planned);
}

/** Returns the paths at which the attribute at a dotted path differs between the prior and planned state. */
function changes(path: string, prior: Fields, planned: Fields): Path[] {
  const walk = (names: string[], before: Value, after: Value, at: Path): Path[] => {
    const [name, ...rest] = names;
    if (name === undefined) return same(before, after) ? [] : [at];
    if (Array.isArray(before) || Array.isArray(after)) {
      const one = Array.isArray(before) ? before : [];
      const other = Array.isArray(after) ? after : [];
      return Array.from({ length: Math.max(one.length, other.length) }).flatMap((_, index) =>
        walk(names, one[index] ?? null, other[index] ?? null, [...at, index]),
      );
    }
    const next = (value: Value): Value => (isFields(value) ? (value[name] ?? null) : null);
    return walk(rest, next(before), next(after), [...at, name]);
  };
  return walk(path.split("."), prior, planned, []);
}

function same(before: Value, after: Value): boolean {
  return isEqual(before, after) || (isZero(before) && isZero(after));
}
