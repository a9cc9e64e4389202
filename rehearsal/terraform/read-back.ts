import type { Attribute, Block } from "./schema.ts";
import { zeroOf } from "./resolve-unknowns.ts";
import type { Fields, Value } from "./values.ts";
import { isFields } from "./values.ts";

/**
 * Fills in what a provider on the plugin SDK stores for attributes that are not set, at the given paths
 * (Rules.readBack). Strings, numbers and booleans are zero values after the apply. Collections are empty after the
 * first read: until then, the SDK keeps a collection null that was planned null. That is why so much "drifts" right
 * after an apply. Pure.
 */
export function readBack(
  block: Block,
  paths: readonly string[],
  state: Fields,
  moment: "apply" | "read",
): Fields {
  return paths.reduce((sofar, path) => fillAt(block, path.split("."), sofar, moment), state);
}

function fillAt(
  block: Block,
  [name = "", ...rest]: string[],
  state: Fields,
  moment: "apply" | "read",
): Fields {
  const value = state[name] ?? null;
  const nested = block.block_types?.[name];
  if (nested && Array.isArray(value)) {
    const inside = (element: Value): Value =>
      isFields(element) ? fillAt(nested.block, rest, element, moment) : element;
    return { ...state, [name]: value.map(inside) };
  }
  const attribute = block.attributes?.[name];
  if (!attribute || value !== null || (isCollection(attribute) && moment === "apply")) return state;
  return { ...state, [name]: zeroOf(attribute) };
}

/** Returns a state as hashicorp/kubernetes reads it: without null collections at any depth. Pure. */
export function withoutNullCollections(block: Block, state: Fields): Fields {
  const filled = Object.entries(block.attributes ?? {})
    .filter(([name, attribute]) => isCollection(attribute) && (state[name] ?? null) === null)
    .map(([name, attribute]): [string, Value] => [name, zeroOf(attribute)]);
  const nested = Object.entries(block.block_types ?? {}).map(([name, { block: inner }]) => {
    const value = state[name] ?? null;
    const inside = (element: Value): Value =>
      isFields(element) ? withoutNullCollections(inner, element) : element;
    return [name, Array.isArray(value) ? value.map(inside) : value] as [string, Value];
  });
  return { ...state, ...Object.fromEntries([...filled, ...nested]) };
}

/** Write-only attributes have no value that could be read. */
const isCollection = ({ type, write_only }: Attribute): boolean =>
  Array.isArray(type) && write_only !== true;
