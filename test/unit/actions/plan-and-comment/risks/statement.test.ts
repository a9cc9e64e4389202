import { expect, it } from "@jest/globals";
import type { Json } from "../../../../../actions/lib/terraform/plan-json.ts";
import { isLike, textsOf } from "../../../../../actions/plan-and-comment/src/risks/statement.ts";

it.each<[Json | undefined, string[]]>([
  [undefined, []],
  ["a", ["a"]],
  [{ AWS: ["*", "1"], Service: "*" }, ["*", "AWS 1", "Service *"]],
  [3, ["3"]],
])("the members of %j", (value, texts) => {
  expect(textsOf(value)).toStrictEqual(texts);
});

it.each<[string, string, boolean]>([
  ["abc", "abc", true],
  ["abc", "a*c", true],
  ["ac", "a*c", true],
  ["abcd", "a*c", false],
  ["aa", "a*aa", false],
  ["abc", "a?c", false],
])("%s is like %s: %s", (text, pattern, isIt) => {
  expect(isLike(text, pattern)).toBe(isIt);
});
