import type { Json, JsonObject } from "./manifest.ts";
import { asObject } from "./state.ts";

export interface Operation {
  op: "add" | "replace" | "remove";
  path: string;
  value?: Json;
}

/**
 * Makes the JSON patch that the provider sends for an update. Labels and annotations are patched one by one; every
 * other part of the object is replaced completely. `before` is the object that Terraform planned from, `current` is the
 * object in the cluster. Pure.
 */
export function patchOf(before: JsonObject, wanted: JsonObject, current: JsonObject): Operation[] {
  const metadata = ["labels", "annotations"].flatMap((name) =>
    entries(
      `/metadata/${name}`,
      asObject(asObject(before["metadata"])[name]),
      asObject(asObject(wanted["metadata"])[name]),
      asObject(current["metadata"])[name],
    ),
  );
  const parts = Object.keys({ ...before, ...wanted })
    .filter((name) => !["apiVersion", "kind", "metadata", "status"].includes(name))
    .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(wanted[name]))
    .map((name) => part(`/${name}`, wanted[name], current[name]));
  return [...metadata, ...parts];
}

function part(path: string, wanted: Json | undefined, current: Json | undefined): Operation {
  if (wanted === undefined) return { op: "remove", path };
  return { op: current === undefined ? "add" : "replace", path, value: wanted };
}

function entries(
  path: string,
  before: JsonObject,
  wanted: JsonObject,
  current: Json | undefined,
): Operation[] {
  const there = asObject(current);
  const removed = Object.keys(before)
    .filter((key) => !(key in wanted) && key in there)
    .map((key): Operation => ({ op: "remove", path: `${path}/${escape(key)}` }));
  const added = Object.entries(wanted)
    .filter(([key, value]) => there[key] !== value)
    .map(([key, value]): Operation => ({ op: "add", path: `${path}/${escape(key)}`, value }));
  if (added.length === 0 || current !== undefined) return [...removed, ...added];
  // There is no map to add to, so the complete map is added.
  return [{ op: "add", path, value: wanted }];
}

function escape(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}
