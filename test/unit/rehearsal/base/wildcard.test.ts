import { expect, test } from "@jest/globals";
import { fitsWildcard } from "../../../../rehearsal/base/wildcard.ts";

test.each([
  ["main", "main", true],
  ["main", "main-2", false],
  ["plan-*", "plan-dev/1", true],
  ["*/web:v1", "127.0.0.1:5000/shop/web:v1", true],
  ["v1.*", "v1x2", false],
  ["a|b*", "b", false],
  ["(*)", "(x)", true],
])("the pattern %j matches %j: %j", (pattern, text, expected) => {
  expect(fitsWildcard(pattern, text)).toBe(expected);
});

test.each([
  ["release/*", "release/2", true],
  ["release/*", "release/2/fix", false],
])("with a star that stops at a slash, %j matches %j: %j", (pattern, text, expected) => {
  expect(fitsWildcard(pattern, text, "[^/]*")).toBe(expected);
});
