import { describe, expect, it } from "@jest/globals";
import { canonicalText } from "../../../../../../actions/lib/terraform/plan-digest/canonical.ts";
import { parseJson } from "../../../../../../actions/lib/terraform/json.ts";

const canonical = (text: string) => canonicalText(parseJson(text));

describe("equal values have the same text", () => {
  it.each([
    ['{"b": 1, "a": {"d": [], "c": null}}', '{"a":{"c":null,"d":[]},"b":1}'],
    ["1.50", "1.5"],
    ["100", "1e2"],
    ["-0", "0"],
    ["12345678901234567890", "1234567890123456789e1"],
    ["0.10000000000000000000000001", "10000000000000000000000001e-26"],
    ['"\\u00e9"', '"é"'],
    ["true", "true"],
  ])("%s and %s", (one, other) => {
    expect(canonical(one)).toBe(canonical(other));
  });
});

describe("different values have different texts", () => {
  it.each([
    // As doubles, the values of the first pairs would be equal (P-E 40).
    ["9007199254740993", "9007199254740992"],
    ["0.1", "0.10000000000000000000000001"],
    ["1", '"1"'],
    ["null", '"null"'],
    ["[1,2]", "[2,1]"],
    ["[[1],2]", "[1,[2]]"],
    ['{"a":"b,c"}', '{"a":"b","c":null}'],
    // UTF-8 has no lone surrogates, so an encoder would write U+FFFD.
    ['"\\ud800"', '"\\ufffd"'],
    ['"é"', '"e\\u0301"'],
    ['{"__proto__":1}', "{}"],
  ])("%s and %s", (one, other) => {
    expect(canonical(one)).not.toBe(canonical(other));
  });
});
