import { isDeepStrictEqual } from "node:util";
import { StatusError } from "./errors.ts";
import { identity, isSet, keysOf } from "./listkeys.ts";
import type { FieldTree, KubernetesObject, ManagedFields } from "./objects.ts";
import { isFields, type Fields } from "./patch.ts";

const NOBODYS = new Set([
  "managedFields",
  "resourceVersion",
  "uid",
  "creationTimestamp",
  "generation",
  "selfLink",
]);

/** The fields that a manifest speaks about, as managedFields writes them. */
export function fieldsOf(object: Fields): FieldTree {
  const { metadata, ...rest } = object;
  const owned = Object.entries(isFields(metadata) ? metadata : {}).filter(
    ([name]) => !NOBODYS.has(name) && name !== "name" && name !== "namespace",
  );
  const tree = treeOf("", { ...rest, metadata: Object.fromEntries(owned) });
  for (const name of ["f:apiVersion", "f:kind", "f:status"]) Reflect.deleteProperty(tree, name);
  if (owned.length === 0) Reflect.deleteProperty(tree, "f:metadata");
  return tree;
}

/** Maps that have one owner as a whole: x-kubernetes-map-type: atomic in the API's schema. */
const ATOMIC = new Set([
  "selector",
  "labelSelector",
  "nodeSelector",
  "podSelector",
  "namespaceSelector",
]);

function treeOf(name: string, value: unknown): FieldTree {
  if (Array.isArray(value)) {
    if (isSet(name))
      return Object.fromEntries(value.map((item) => [`v:${JSON.stringify(item)}`, {}]));
    const keys = keysOf(name, value);
    if (keys === undefined) return {};
    return Object.fromEntries(
      value.map((item) => [`k:${identity(item, keys)}`, { ".": {}, ...treeOf("", item) }]),
    );
  }
  if (!isFields(value) || ATOMIC.has(name)) return {};
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [`f:${key}`, treeOf(key, item)]));
}

/** What of `a` is also in `b`, as paths like `.data.a` with the segments they consist of. */
function shared(a: FieldTree, b: FieldTree, path: string[] = []): string[][] {
  return Object.keys(a).flatMap((key) => {
    const [mine, theirs] = [a[key], b[key]];
    if (key === "." || mine === undefined || theirs === undefined) return [];
    const below = Object.keys(mine).filter((name) => name !== ".");
    const isLeaf = below.length === 0;
    // An empty map and a field inside that map are different fields.
    if (isLeaf !== (Object.keys(theirs).length === 0)) return [];
    return isLeaf ? [[...path, key]] : shared(mine, theirs, [...path, key]);
  });
}

function readable(path: string[]): string {
  return path
    .map((part) => {
      if (!part.startsWith("k:")) return `.${part.slice(2)}`;
      const keys = Object.entries(JSON.parse(part.slice(2)) as Fields);
      return `[${keys.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(",")}]`;
    })
    .join("");
}

function valueAt(object: unknown, path: string[]): unknown {
  let value = object;
  let name = "";
  for (const part of path) {
    if (part.startsWith("k:") && Array.isArray(value)) {
      const items: unknown[] = value;
      const keys = keysOf(name, items) ?? [];
      value = items.find((item) => identity(item, keys) === part.slice(2));
    } else {
      name = part.slice(2);
      value = isFields(value) ? value[name] : undefined;
    }
  }
  return value;
}

/** @throws StatusError 409 when other managers own fields that this manifest would change */
function refuseConflicts(
  current: Fields,
  wanted: Fields,
  tree: FieldTree,
  others: ManagedFields[],
): void {
  const causes = others.flatMap((other) =>
    shared(tree, other.fieldsV1)
      .filter((path) => !isDeepStrictEqual(valueAt(current, path), valueAt(wanted, path)))
      .map((path) => ({
        reason: "FieldManagerConflict",
        message: `conflict with "${other.manager}"${other.operation === "Update" ? ` using ${other.apiVersion}` : ""}`,
        field: readable(path),
      })),
  );
  const [first] = causes;
  if (first === undefined) return;
  const text =
    causes.length === 1
      ? `Apply failed with 1 conflict: ${first.message}: ${first.field}`
      : `Apply failed with ${causes.length} conflicts: ${grouped(causes)}`;
  throw new StatusError(409, "Conflict", text, { causes });
}

function grouped(causes: { message: string; field: string }[]): string {
  return [...new Set(causes.map(({ message }) => message))]
    .map((message) => {
      const members = causes.filter((cause) => cause.message === message);
      const fields = members.map((member) => `- ${member.field}`).join("\n");
      return `${message.replace("conflict with", "conflicts with")}:\n${fields}`;
    })
    .join("\n");
}

export interface Applied {
  object: Fields;
  managedFields: ManagedFields[];
}

/**
 * Server-side apply: the manifest's fields are set, fields that this manager applied before and left out now are taken
 * away unless somebody else owns them too. @throws StatusError 409 for conflicts, unless forced
 */
export function applyFields(
  current: KubernetesObject | undefined,
  wanted: Fields,
  manager: string,
  force: boolean,
  now: string,
): Applied {
  const managed = current?.metadata.managedFields ?? [];
  const mine = managed.find((entry) => entry.manager === manager && entry.operation === "Apply");
  const others = managed.filter((entry) => entry !== mine);
  const tree = fieldsOf(wanted);
  if (!force) refuseConflicts(current ?? {}, wanted, tree, others);
  let object: Fields = current ?? {};
  if (mine !== undefined)
    object = without("", object, mine.fieldsV1, [tree, ...trees(others)]) as Fields;
  object = overlay("", object, wanted) as Fields;
  const left = force
    ? others.map((entry) => ({ ...entry, fieldsV1: minus(entry.fieldsV1, tree) }))
    : others;
  const entry: ManagedFields = {
    manager,
    operation: "Apply",
    apiVersion: String(wanted["apiVersion"]),
    time: now,
    fieldsType: "FieldsV1",
    fieldsV1: tree,
  };
  return {
    object,
    managedFields: inOrder([
      entry,
      ...left.filter((other) => Object.keys(other.fieldsV1).some((name) => name !== ".")),
    ]),
  };
}

/** The order in which the API server lists managers: those who apply first, then by time, then by name. */
export function inOrder(entries: ManagedFields[]): ManagedFields[] {
  const rank = ({ operation, time, manager }: ManagedFields) =>
    `${operation === "Apply" ? 0 : 1} ${time} ${manager}`;
  return [...entries].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

function trees(entries: ManagedFields[]): FieldTree[] {
  return entries.map((entry) => entry.fieldsV1);
}

export function minus(tree: FieldTree, taken: FieldTree): FieldTree {
  const left: FieldTree = {};
  for (const [key, below] of Object.entries(tree)) {
    const gone = taken[key];
    if (gone === undefined || key === ".") left[key] = below;
    else if (Object.keys(gone).some((name) => name !== ".")) {
      const rest = minus(below, gone);
      if (Object.keys(rest).some((name) => name !== ".")) left[key] = rest;
    }
  }
  return left;
}

/** The value without the fields of `owned` that none of `kept` has. */
function without(name: string, value: unknown, owned: FieldTree, kept: FieldTree[]): unknown {
  if (Array.isArray(value)) {
    const items: unknown[] = value;
    const keys = keysOf(name, items);
    const keyOf = (item: unknown) =>
      isSet(name) ? `v:${JSON.stringify(item)}` : `k:${identity(item, keys ?? [])}`;
    return items.flatMap((item) => {
      const key = keyOf(item);
      const below = owned[key];
      if (below === undefined) return [item];
      const keepers = kept.flatMap((tree) => tree[key] ?? []);
      return keepers.length === 0 ? [] : [without("", item, below, keepers)];
    });
  }
  if (!isFields(value)) return value;
  const left: Fields = { ...value };
  for (const [key, below] of Object.entries(owned)) {
    const field = key.slice(2);
    if (!key.startsWith("f:") || !(field in left)) continue;
    const keepers = kept.flatMap((tree) => tree[key] ?? []);
    if (Object.keys(below).length > 0) left[field] = without(field, left[field], below, keepers);
    else if (keepers.length === 0) Reflect.deleteProperty(left, field);
  }
  return left;
}

function overlay(name: string, before: unknown, wanted: unknown): unknown {
  if (Array.isArray(wanted)) {
    const items: unknown[] = wanted;
    const old: unknown[] = Array.isArray(before) ? before : [];
    if (isSet(name)) return [...old, ...items.filter((item) => !old.includes(item))];
    const keys = keysOf(name, [...old, ...items]);
    if (keys === undefined) return items;
    const find = (list: unknown[], item: unknown) =>
      list.find((other) => identity(other, keys) === identity(item, keys));
    const kept = old.filter((item) => find(items, item) === undefined);
    return [...items.map((item) => overlay("", find(old, item), item)), ...kept];
  }
  if (!isFields(wanted)) return wanted;
  const merged: Fields = isFields(before) ? { ...before } : {};
  for (const [key, value] of Object.entries(wanted)) merged[key] = overlay(key, merged[key], value);
  return merged;
}
