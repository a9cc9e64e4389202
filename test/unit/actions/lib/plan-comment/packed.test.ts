import { deflateRawSync } from "node:zlib";
import { expect, test } from "@jest/globals";
import { pack, unpack } from "../../../../../actions/lib/plan-comment/packed.ts";

test("a value is unpacked unchanged, and its packed form cannot end an HTML comment (P-E 8)", () => {
  const value = Array.from({ length: 200 }, (_, at) => ({ directory: `--> team-${at}`, runId: 7 }));
  const packed = pack(value);
  expect(packed).toMatch(/^[A-Za-z0-9+/]+=*$/);
  expect(packed.length).toBeLessThan(JSON.stringify(value).length / 4);
  expect(unpack(packed)).toStrictEqual(value);
});

test.each([
  ["edited", "AAAA"],
  ["not base64", "-->"],
  ["empty", ""],
  ["not JSON", deflateRawSync("{oops").toString("base64")],
  ["larger than any comment", deflateRawSync("1".repeat(5_000_000)).toString("base64")],
])("does not unpack a text that is %s", (_, packed) => {
  expect(unpack(packed)).toBeUndefined();
});
