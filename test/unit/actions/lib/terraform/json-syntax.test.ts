import { expect, test } from "@jest/globals";
import { membersOf, parseOrNull } from "../../../../../actions/lib/terraform/json-syntax.ts";

test.each([
  ["an object", '{"a":1,"b":[2]}', ["a", "b"]],
  ["a list of objects, also nested", '[{"a":1},[{"a":2},{"c":3}]]', ["a", "a", "c"]],
  ["a text", '"a"', []],
  ["null", "null", []],
  ["broken JSON", '{"a":', []],
])("returns the members of %s", (_, text, names) => {
  expect(membersOf(parseOrNull(text)).map(([name]) => name)).toStrictEqual(names);
});
