import { isDeepStrictEqual } from "node:util";
import { StatusError, badRequest } from "./errors.ts";

export type Fields = Record<string, unknown>;

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** RFC 7386: null removes, objects merge, everything else replaces. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isFields(patch)) return patch;
  const merged: Fields = isFields(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch))
    if (value === null) Reflect.deleteProperty(merged, name);
    else merged[name] = mergePatch(merged[name], value);
  return merged;
}

interface Operation {
  op: string;
  path: string;
  from?: string;
  value?: unknown;
}

// All that the API server says of a JSON patch that does not fit, whatever the reason (seen with 1.36).
function rejected(): StatusError {
  const message = "the server rejected our request due to an error in our request";
  return new StatusError(422, "Invalid", message, {});
}

/** RFC 6902 on a copy of the target. @throws StatusError 400 for no patch, 422 for one that does not fit */
export function jsonPatch(target: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) throw badRequest("json: cannot unmarshal object into a JSON patch");
  const document = { root: structuredClone(target) };
  for (const operation of patch as Operation[]) apply(document, operation);
  return document.root;
}

function apply(document: { root: unknown }, { op, path, from, value }: Operation): void {
  switch (op) {
    case "add": {
      write(document, path, value, true);
      return;
    }
    case "replace":
      read(document, path);
      {
        write(document, path, value, false);
        return;
      }
    case "remove": {
      remove(document, path);
      return;
    }
    case "test":
      if (!isDeepStrictEqual(read(document, path), value)) throw rejected();
      return;
    case "copy": {
      write(document, path, structuredClone(read(document, from ?? "")), true);
      return;
    }
    case "move": {
      const moved = read(document, from ?? "");
      remove(document, from ?? "");
      write(document, path, moved, true);
      return;
    }
    default:
      throw rejected();
  }
}

function segments(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function step(value: unknown, key: string): unknown {
  const next: unknown = Array.isArray(value)
    ? value[Number(key)]
    : isFields(value) && Object.hasOwn(value, key)
      ? value[key]
      : undefined;
  if (next === undefined) throw rejected();
  return next;
}

function read(document: { root: unknown }, pointer: string): unknown {
  return segments(pointer).reduce(step, document.root);
}

function parentOf(document: { root: unknown }, pointer: string): [parent: unknown, key: string] {
  const keys = segments(pointer);
  const key = keys.pop();
  if (key === undefined) throw rejected();
  return [keys.reduce(step, document.root), key];
}

function write(
  document: { root: unknown },
  pointer: string,
  value: unknown,
  insert: boolean,
): void {
  const [parent, key] = parentOf(document, pointer);
  if (Array.isArray(parent)) {
    const index = key === "-" ? parent.length : Number(key);
    if (!Number.isInteger(index) || index < 0 || index > parent.length) throw rejected();
    parent.splice(index, insert ? 0 : 1, value);
  } else if (isFields(parent)) parent[key] = value;
  else throw rejected();
}

function remove(document: { root: unknown }, pointer: string): void {
  const [parent, key] = parentOf(document, pointer);
  step(parent, key);
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else Reflect.deleteProperty(parent as Fields, key);
}
