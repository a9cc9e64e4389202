import type { Attribute, Block, NestedBlock, Type } from "./schema.ts";
import type { Fields, Value } from "./values.ts";
import { UNKNOWN, isFields } from "./values.ts";

/**
 * Replaces every unknown value of a planned state: by what `known` has at the same place, else by the zero value
 * of the type. Values that are planned stay as they are, whatever `known` says. Pure.
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

/** What the SDK stores in blocks that repeat: zero for text, numbers and booleans that are not set. */
export function withoutNulls(block: Block, element: Fields): Fields {
  const attributes = Object.entries(block.attributes ?? {})
    .filter(([name, { type }]) => typeof type === "string" && (element[name] ?? null) === null)
    .map(([name, attribute]): [string, Value] => [name, zeroOf(attribute)]);
  return { ...element, ...Object.fromEntries(attributes) };
}

/** Blocks that exist only in the known values get every attribute that their schema has. */
function complete(nested: NestedBlock, known: Value): Value {
  if (!Array.isArray(known)) return known;
  return known.map((element) => (isFields(element) ? fill(nested.block, element) : element));
}

/** Values with every attribute and block of a schema: what is missing is zero (attributes) or empty (blocks). */
export function fill(block: Block, known: Fields): Fields {
  const state: Fields = {};
  for (const [name, attribute] of Object.entries(block.attributes ?? {}))
    state[name] = known[name] ?? zeroOf(attribute);
  for (const [name, nested] of Object.entries(block.block_types ?? {}))
    state[name] = nested.nesting_mode === "single" ? null : complete(nested, known[name] ?? []);
  return state;
}

/** What the plugin SDK stores for a computed value that the API does not have. */
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
