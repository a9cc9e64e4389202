import { isDeepStrictEqual } from "node:util";
import { fieldsOf, inOrder, minus } from "./ownership.ts";
import type { FieldTree, KubernetesObject, ManagedFields } from "./objects.ts";
import { isFields, type Fields } from "./patch.ts";

/** What a plain write (create, update, patch) leaves in managedFields: the manager owns the fields that it changed. */
export function recordWrite(
  before: KubernetesObject | undefined,
  after: KubernetesObject,
  manager: string,
  now: string,
): ManagedFields[] {
  const changed = changedFields(before, after);
  const managed = before?.metadata.managedFields ?? [];
  if (Object.keys(changed).length === 0) return managed;
  const mine = managed.find((entry) => entry.manager === manager && entry.operation === "Update");
  const others = managed
    .filter((entry) => entry !== mine)
    .map((entry) => ({ ...entry, fieldsV1: minus(entry.fieldsV1, changed) }))
    .filter((entry) => Object.keys(entry.fieldsV1).length > 0);
  const entry: ManagedFields = {
    manager,
    operation: "Update",
    apiVersion: after.apiVersion,
    time: now,
    fieldsType: "FieldsV1",
    fieldsV1: union(mine?.fieldsV1 ?? {}, changed),
  };
  return inOrder([...others, entry]);
}

function changedFields(before: KubernetesObject | undefined, after: KubernetesObject): FieldTree {
  const tree = fieldsOf({ ...after, status: undefined });
  return pruned(tree, before, after);
}

/** Maps with keys of one's own: who adds the first key owns the map too, written as `.`. */
const MAPS = new Set(["labels", "annotations", "data", "binaryData", "limits", "requests"]);

/** The tree without the fields that have the same value in both. Lists count as a whole. */
function pruned(tree: FieldTree, before: unknown, after: unknown): FieldTree {
  const [old, now]: [Fields, Fields] = [
    isFields(before) ? before : {},
    isFields(after) ? after : {},
  ];
  const left: FieldTree = {};
  for (const [key, below] of Object.entries(tree)) {
    const field = key.slice(2);
    if (!key.startsWith("f:") || isDeepStrictEqual(old[field], now[field])) continue;
    const isTree = isFields(now[field]) && Object.keys(below).length > 0;
    const own = MAPS.has(field) && !isFields(old[field]) ? { ".": {} } : {};
    left[key] = isTree ? { ...own, ...pruned(below, old[field], now[field]) } : below;
  }
  return left;
}

function union(a: FieldTree, b: FieldTree): FieldTree {
  const all: FieldTree = { ...a };
  for (const [key, below] of Object.entries(b)) all[key] = union(all[key] ?? {}, below);
  return all;
}
