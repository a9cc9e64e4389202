import { expect, test } from "@jest/globals";
import { canonicalJson, sha256 } from "../../../../../actions/lib/releases/canonical.ts";
import fc from "../../../../support/fast-check.ts";

test.each([
  [{ b: 1, a: [true, null, "é\n"] }, '{"a":[true,null,"é\\n"],"b":1}'],
  [{ a: undefined, b: { d: 1, c: 2 } }, '{"b":{"c":2,"d":1}}'],
  [{ "a.b": 1, a: { b: 1 } }, '{"a":{"b":1},"a.b":1}'],
  [[undefined, {}], "[null,{}]"],
])("%j", (value, text) => expect(canonicalJson(value)).toBe(text));

test("canonical JSON has the same value, whatever the order of the names", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(JSON.parse(text))).toBe(text);
    }),
  );
});

test("hashes an empty text", () =>
  expect(sha256("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
