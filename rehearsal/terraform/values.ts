import { Decoder, Encoder, ExtensionCodec } from "@msgpack/msgpack";
import { isObject } from "../base/object.ts";

/** Stands for a value that is unknown before the apply. */
export const UNKNOWN: unique symbol = Symbol("known after apply");
type Unknown = typeof UNKNOWN;

/** A value as Terraform sends it: JSON plus {@link UNKNOWN}. Sets are arrays, objects and maps are records. */
export type Value = string | number | bigint | boolean | null | Unknown | Value[] | Fields;
export interface Fields {
  [name: string]: Value;
}

/** A value on the wire: msgpack, or JSON where Terraform passes on a stored state. */
export interface DynamicValue {
  msgpack?: Uint8Array;
  json?: Uint8Array;
}

// Terraform writes an unknown value as msgpack extension 0, and as extension 12 when it adds refinements
// ("not null", a known prefix). Plain unknown is a valid answer to both.
// https://github.com/hashicorp/terraform/blob/main/docs/plugin-protocol/object-wire-format.md
const codec = new ExtensionCodec();
codec.register({
  type: 0,
  encode: (value) => (value === UNKNOWN ? new Uint8Array([0]) : null),
  decode: () => UNKNOWN,
});
codec.register({ type: 12, encode: () => null, decode: () => UNKNOWN });
const encoder = new Encoder({ extensionCodec: codec });
const decoder = new Decoder({ extensionCodec: codec, useBigInt64: true });

/** Encodes a value for Terraform. */
export function encode(value: Value): DynamicValue {
  return { msgpack: encoder.encode(value) };
}

/** Decodes a value from Terraform; an absent message is null. */
export function decode(value: DynamicValue | null | undefined): Value {
  if (value?.msgpack?.length) return decoder.decode(value.msgpack) as Value;
  if (value?.json?.length) return JSON.parse(Buffer.from(value.json).toString()) as Value;
  return null;
}

/** Decodes an object value; null stays null (a resource that does not exist). */
export function decodeFields(value: DynamicValue | null | undefined): Fields | null {
  const decoded = decode(value);
  if (decoded === null || isFields(decoded)) return decoded;
  throw new Error(`Terraform sent ${typeof decoded} where an object was expected.`);
}

export function isFields(value: Value | undefined): value is Fields {
  return isObject(value);
}

/** Returns whether a value is null, or the value that the plugin SDK stores for something that was never set. */
export function isZero(value: Value | undefined): boolean {
  if (value === undefined || value === null || value === "" || value === false) return true;
  if (typeof value === "number" || typeof value === "bigint") return Number(value) === 0;
  if (Array.isArray(value)) return value.length === 0;
  return isFields(value) && Object.keys(value).length === 0;
}

/** Returns whether any part of a value is unknown. */
export function hasUnknown(value: Value): boolean {
  if (value === UNKNOWN) return true;
  if (Array.isArray(value)) return value.some(hasUnknown);
  return isFields(value) && Object.values(value).some(hasUnknown);
}

/** Compares deeply. An unknown value equals only itself. */
export function isEqual(one: Value | undefined, other: Value | undefined): boolean {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((value, index) => isEqual(value, other[index]));
  if (!isFields(one) || !isFields(other)) return false;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => name in other && isEqual(one[name], other[name]))
  );
}

/** Returns the text of a string field; undefined if it is null, unknown or not a string. */
export function textOf(fields: Fields | undefined, name: string): string | undefined {
  const value = fields?.[name];
  return typeof value === "string" ? value : undefined;
}

/** Returns the first element of a list of blocks; undefined if the list is empty or unknown. */
export function firstBlock(fields: Fields | undefined, name: string): Fields | undefined {
  const value = fields?.[name];
  const first = Array.isArray(value) ? value[0] : undefined;
  return isFields(first) ? first : undefined;
}
