import { isObject } from "../../base/object.ts";
import type { Rules } from "../rules.ts";
import type { Attribute, Block, NestedBlock, Type } from "../schema.ts";
import { zeroOf } from "../resolve-unknowns.ts";
import type { Fields, Value } from "../values.ts";
import { UNKNOWN, firstBlock, isFields } from "../values.ts";
import type { Json, JsonObject } from "./manifest.ts";
import { MODES, NOT_IN_OBJECT, attributeKey, blockKey, isInternal } from "./names.ts";

/** The paths of templates in an object. Templates have their own metadata. */
const TEMPLATES = [
  ["spec", "template"],
  ["spec", "job_template"],
  ["spec", "job_template", "spec", "template"],
];

interface Place {
  block: Block;
  rules: Rules;
  path: string;
}

/**
 * Converts a Kubernetes object to its Terraform state, as the real provider stores it: fields that the object does not
 * have get zero values. `before` is the planned or earlier state. It provides what is not part of the object, and shows
 * which internal labels and annotations are configured. Pure.
 */
export function toState(block: Block, rules: Rules, manifest: JsonObject, before: Fields): Fields {
  const state = fields({ block, rules, path: "" }, manifest);
  for (const name of NOT_IN_OBJECT) {
    const kept = before[name];
    if (name in state && kept !== undefined && kept !== UNKNOWN) state[name] = kept;
  }
  state["id"] = idOf(manifest);
  const status = block.attributes?.["status"];
  if (status) state["status"] = statusOf(status, manifest["status"] ?? null);
  hideInternal(state, before, []);
  for (const path of TEMPLATES) hideInternal(state, before, path);
  return state;
}

/** Returns `namespace/name`, or the name of a cluster-wide object. */
export function idOf(manifest: JsonObject): string {
  const metadata = asObject(manifest["metadata"]);
  const name = asText(metadata["name"]);
  const namespace = asText(metadata["namespace"]);
  return namespace === "" ? name : `${namespace}/${name}`;
}

export function asObject(json: Json | undefined): JsonObject {
  return isObject(json) ? json : {};
}

export function asText(json: Json | undefined): string {
  return typeof json === "string" ? json : "";
}

function fields(place: Place, json: JsonObject): Fields {
  const state: Fields = {};
  const at = (name: string): string => (place.path === "" ? name : `${place.path}.${name}`);
  for (const [name, attribute] of Object.entries(place.block.attributes ?? {})) {
    const found = attribute.write_only === true ? null : json[attributeKey(name)];
    state[name] =
      found === undefined || found === null
        ? missing(name, attribute, place.rules.defaults?.[at(name)])
        : scalar(name, attribute, found);
  }
  for (const [name, nested] of Object.entries(place.block.block_types ?? {}))
    state[name] = blocks(
      { block: nested.block, rules: place.rules, path: at(name) },
      nested,
      json[blockKey(name, nested)],
    );
  return state;
}

function missing(name: string, attribute: Attribute, byDefault: Value | undefined): Value {
  if (byDefault !== undefined) return byDefault;
  if (name === "limits" || name === "requests") return {};
  const simple = typeof attribute.type === "string";
  return simple ? zeroOf(attribute) : null;
}

function scalar(name: string, attribute: Attribute, json: Json): Value {
  if (attribute.type !== "string") return json;
  if (MODES.has(name) && typeof json === "number") return `0${json.toString(8)}`;
  return typeof json === "string" ? json : JSON.stringify(json);
}

function blocks(place: Place, nested: NestedBlock, json: Json | undefined): Value {
  if (nested.nesting_mode === "single") return null;
  if (json === undefined || json === null) return [];
  const all = Array.isArray(json) ? json : [json];
  // The API writes an empty security context into every pod. The provider treats it as missing.
  if (place.path.endsWith("spec.security_context") && isEmpty(all[0])) return [];
  return all.map((element) => fields(place, asObject(element)));
}

function isEmpty(json: Json | undefined): boolean {
  return Object.keys(asObject(json)).length === 0;
}

/** Converts the `status` of services and ingresses: a list of objects by type, as in the schema. */
function statusOf(attribute: Attribute, json: Json): Value {
  return attribute.type === undefined ? null : typed(attribute.type, json);
}

function typed(type: Type, json: Json | undefined): Value {
  if (!Array.isArray(type)) return json ?? zeroOf({ type });
  const [kind, of] = type;
  if (kind === "object") return typedObject(of as Record<string, Type>, asObject(json));
  const elements = Array.isArray(json) ? json : json === undefined || json === null ? [] : [json];
  return elements.map((element) => typed(of as Type, element));
}

function typedObject(types: Record<string, Type>, json: JsonObject): Fields {
  return Object.fromEntries(
    Object.entries(types).map(([name, type]) => {
      const found = json[attributeKey(name)];
      // The load balancer is a list with one element, even if it has no address yet.
      return [name, typed(type, name === "load_balancer" ? (found ?? {}) : found)];
    }),
  );
}

/** Removes labels and annotations that the cluster added, below a path of single blocks. */
function hideInternal(state: Fields, before: Fields, path: string[]): void {
  const inside = (from: Fields | undefined): Fields | undefined =>
    path.reduce((at, name) => firstBlock(at, name), from);
  const metadata = firstBlock(inside(state), "metadata");
  const known = firstBlock(inside(before), "metadata");
  if (!metadata) return;
  for (const name of ["labels", "annotations"]) {
    const all = metadata[name];
    if (!isFields(all)) continue;
    const ours = known?.[name];
    const kept = Object.entries(all).filter(
      ([key]) => !isInternal(key) || (isFields(ours) && key in ours),
    );
    metadata[name] = kept.length > 0 ? Object.fromEntries(kept) : null;
  }
}
