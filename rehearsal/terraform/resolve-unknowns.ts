import type { Attribute, Block, NestedBlock, Type } from "./schema.ts";
import type { Fields, Value } from "./values.ts";
import { UNKNOWN, isFields } from "./values.ts";

/**
 * Replaces every unknown value of a planned state: by the value of `known` at the same path, otherwise by the zero
 * value of the type. Planned values stay unchanged, whatever `known` contains. Pure.
 */
export function resolveUnknowns(block: Block, planned: Fields, known: Fields): Fields {
  const state: Fields = {};
  for (const [name, attribute] of Object.entries(block.attributes ?? {})) {
    const value = planned[name] ?? null;
    state[name] = value === UNKNOWN ? (known[name] ?? zeroOf(attribute)) : value;
  }
  for (const [name, nested] of Object.entries(block.block_types ?? {}))
    state[name] = resolveNested(nested, planned[name] ?? null, known[name]);
  return state;
}

function resolveNested(nested: NestedBlock, planned: Value, known: Value | undefined): Value {
  if (planned === UNKNOWN) return complete(nested, known ?? []);
  if (isFields(planned))
    return resolveUnknowns(nested.block, planned, isFields(known) ? known : {});
  if (!Array.isArray(planned)) return planned;
  return planned.map((element, index) => {
    const facts = Array.isArray(known) ? known[index] : undefined;
    if (!isFields(element)) return element;
    return withoutNulls(
      nested.block,
      resolveUnknowns(nested.block, element, isFields(facts) ? facts : {}),
    );
  });
}

/** Returns what the SDK stores in repeated blocks: zero values for strings, numbers and booleans that are not set. */
export function withoutNulls(block: Block, element: Fields): Fields {
  const attributes = Object.entries(block.attributes ?? {})
    .filter(([name, { type }]) => typeof type === "string" && (element[name] ?? null) === null)
    .map(([name, attribute]): [string, Value] => [name, zeroOf(attribute)]);
  return { ...element, ...Object.fromEntries(attributes) };
}

/** Completes blocks that exist only in the known values with every attribute in their schema. */
function complete(nested: NestedBlock, known: Value): Value {
  if (!Array.isArray(known)) return known;
  return known.map((element) => (isFields(element) ? fill(nested.block, element) : element));
}

/**
 * Returns values with every attribute and block of a schema: missing attributes are zero values, missing blocks are
 * empty.
 */
export function fill(block: Block, known: Fields): Fields {
  const state: Fields = {};
  for (const [name, attribute] of Object.entries(block.attributes ?? {}))
    state[name] = known[name] ?? zeroOf(attribute);
  for (const [name, nested] of Object.entries(block.block_types ?? {}))
    state[name] = nested.nesting_mode === "single" ? null : complete(nested, known[name] ?? []);
  return state;
}

/** Returns what the plugin SDK stores for a computed value that the API does not have. */
export function zeroOf(attribute: Attribute): Value {
  return attribute.type === undefined ? null : zeroOfType(attribute.type);
}

function zeroOfType(type: Type): Value {
  if (type === "string") return "";
  if (type === "number") return 0;
  if (type === "bool") return false;
  if (Array.isArray(type)) return type[0] === "map" ? {} : type[0] === "object" ? null : [];
  return null;
}
