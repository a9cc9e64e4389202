import { expect, test } from "@jest/globals";
import { UNKNOWN, decode, encode } from "../../../../rehearsal/terraform/values.ts";
import type { Value } from "../../../../rehearsal/terraform/values.ts";

test("encoded values are decoded unchanged", () => {
  const value: Value = { a: [1, "x", null, true], unknown: UNKNOWN, nested: { more: [UNKNOWN] } };
  expect(decode(encode(value))).toStrictEqual(value);
});

test("encoded values may be refined unknown values, or JSON", () => {
  // Extension 12 with a body of two bytes: an unknown value that is not null.
  expect(decode({ msgpack: new Uint8Array([0xc7, 2, 12, 0x81, 0x01]) })).toBe(UNKNOWN);
  expect(decode({ json: Buffer.from('{"a":1}') })).toStrictEqual({ a: 1 });
  expect(decode(undefined)).toBeNull();
});
