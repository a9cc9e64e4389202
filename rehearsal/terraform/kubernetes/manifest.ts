import type { Block, NestedBlock } from "../schema.ts";
import type { Fields, Value } from "../values.ts";
import { UNKNOWN, isFields } from "../values.ts";
import type { Kind } from "./kinds.ts";
import {
  MEANINGFUL_ZEROS,
  MODES,
  NOT_IN_OBJECT,
  NUMBERS,
  NUMBERS_OR_TEXTS,
  attributeKey,
  blockKey,
  isObject,
} from "./names.ts";

export type Json = string | number | boolean | null | Json[] | JsonObject;
export interface JsonObject {
  [name: string]: Json;
}

/** Converts a planned state to a Kubernetes object. Pure. */
export function toManifest(kind: Kind, block: Block, state: Fields): JsonObject {
  const body = object(block, state, NOT_IN_OBJECT);
  if (kind.kind === "Service") withoutForeignFields(body);
  return { apiVersion: kind.apiVersion, kind: kind.kind, ...body };
}

/** Removes fields that the API refuses for other types of services. The provider sends them for load balancers only. */
function withoutForeignFields(service: JsonObject): void {
  const spec = service["spec"] as JsonObject | undefined;
  if (spec && spec["type"] !== "LoadBalancer") delete spec["allocateLoadBalancerNodePorts"];
}

function object(block: Block, state: Fields, without = new Set<string>()): JsonObject {
  const json: JsonObject = {};
  const put = (name: string, key: string, value: Json | undefined): void => {
    if (value !== undefined && !without.has(name)) json[key] = value;
  };
  for (const [name, attribute] of Object.entries(block.attributes ?? {})) {
    const readOnly = attribute.computed === true && attribute.optional !== true;
    if (!readOnly) put(name, attributeKey(name), scalar(name, state[name] ?? null));
  }
  for (const [name, nested] of Object.entries(block.block_types ?? {}))
    put(name, blockKey(name, nested), blocks(name, nested, state[name] ?? null));
  return json;
}

function blocks(name: string, nested: NestedBlock, value: Value): Json | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const all = value.map((element) => object(nested.block, isFields(element) ? element : {}));
  return isObject(name, nested) ? all[0] : all;
}

function scalar(name: string, value: Value): Json | undefined {
  if (value === null || value === "" || value === UNKNOWN) return undefined;
  if (typeof value === "string") return text(name, value);
  if (typeof value === "number" || typeof value === "bigint")
    return Number(value) === 0 && !MEANINGFUL_ZEROS.has(name) ? undefined : Number(value);
  if (typeof value === "boolean") return value;
  const json = plain(value);
  return Object.keys(json as object).length === 0 ? undefined : json;
}

function text(name: string, value: string): Json {
  if (NUMBERS.has(name)) return Number(value);
  if (MODES.has(name)) return Number.parseInt(value, 8);
  return NUMBERS_OR_TEXTS.has(name) && /^\d+$/.test(value) ? Number(value) : value;
}

function plain(value: Value): Json {
  if (Array.isArray(value)) return value.map(plain);
  if (isFields(value))
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]));
  return typeof value === "bigint" ? Number(value) : value === UNKNOWN ? null : value;
}
