import { isDeepStrictEqual } from "node:util";
import { identity, isSet, keysOf } from "./listkeys.ts";
import { isFields, type Fields } from "./patch.ts";

const DIRECTIVE = /^\$(setElementOrder|deleteFromPrimitiveList)\/(.+)$/;

/**
 * Kubernetes' own patch: like a merge patch, but lists with known keys merge by element, with the directives `$patch`
 * (delete, replace), `$retainKeys`, `$setElementOrder/LIST` and `$deleteFromPrimitiveList/LIST`.
 * https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md
 */
export function strategicPatch(target: unknown, patch: unknown): unknown {
  if (!isFields(patch)) return patch;
  const before: Fields = isFields(target) ? target : {};
  if (patch["$patch"] === "replace") return plain(patch);
  const merged: Fields = { ...before };
  for (const [name, value] of Object.entries(patch)) {
    if (name === "$patch" || name === "$retainKeys" || DIRECTIVE.test(name)) continue;
    if (value === null) Reflect.deleteProperty(merged, name);
    else merged[name] = mergeField(name, merged[name], value);
  }
  return direct(merged, patch);
}

/** What the directives of a patch still ask for, once its fields are merged. */
function direct(merged: Fields, patch: Fields): Fields {
  const retained = patch["$retainKeys"];
  if (Array.isArray(retained))
    for (const name of Object.keys(merged))
      if (!retained.includes(name)) Reflect.deleteProperty(merged, name);
  for (const [name, value] of Object.entries(patch)) {
    const [, directive, list = ""] = DIRECTIVE.exec(name) ?? [];
    const items = merged[list];
    if (directive === undefined || !Array.isArray(items) || !Array.isArray(value)) continue;
    merged[list] =
      directive === "setElementOrder"
        ? ordered(list, items, value)
        : items.filter((item) => !value.includes(item));
  }
  return merged;
}

function mergeField(name: string, before: unknown, value: unknown): unknown {
  if (!Array.isArray(value)) return strategicPatch(before, value);
  const old: unknown[] = Array.isArray(before) ? before : [];
  if (isSet(name)) return [...old, ...(value as unknown[]).filter((item) => !old.includes(item))];
  const keys = keysOf(name, [...old, ...(value as unknown[])]);
  const first: unknown = value[0];
  if (keys === undefined || (first !== undefined && !isFields(first)))
    return (value as unknown[]).map(plain);
  return mergeList(keys, old, value);
}

function mergeList(keys: string[], before: unknown[], patches: unknown[]): unknown[] {
  if (patches.some((patch) => isFields(patch) && patch["$patch"] === "replace"))
    return patches.filter((patch) => isFields(patch) && !("$patch" in patch)).map(plain);
  let merged = [...before];
  for (const patch of patches) {
    // A patch may carry fewer keys than the list has; those it has must fit.
    const given = keys.filter((key) => isFields(patch) && key in patch);
    const same = (item: unknown) => identity(item, given) === identity(patch, given);
    const index = merged.findIndex(same);
    if (isFields(patch) && patch["$patch"] === "delete")
      merged = merged.filter((item) => !same(item));
    else if (index < 0) merged.push(plain(patch));
    else merged[index] = strategicPatch(merged[index], patch);
  }
  return merged;
}

function ordered(list: string, items: unknown[], order: unknown[]): unknown[] {
  const keys = keysOf(list, items);
  const rank = (item: unknown) =>
    order.findIndex((wanted) =>
      isFields(wanted) && keys !== undefined
        ? identity(item, Object.keys(wanted)) === identity(wanted, Object.keys(wanted))
        : isDeepStrictEqual(item, wanted),
    );
  // What the patch does not name stays where it is, relative to what it follows.
  const last = items.length + order.length;
  return [...items].sort((a, b) => (rank(a) < 0 ? last : rank(a)) - (rank(b) < 0 ? last : rank(b)));
}

/** A patch's value without directives, for where there is nothing to merge it with. */
function plain(patch: unknown): unknown {
  if (Array.isArray(patch)) return patch.map(plain);
  if (!isFields(patch)) return patch;
  const kept = Object.entries(patch).filter(
    ([name, value]) => !name.startsWith("$") && value !== null,
  );
  return Object.fromEntries(kept.map(([name, value]) => [name, plain(value)]));
}
