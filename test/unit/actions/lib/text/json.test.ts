import { expect, test } from "@jest/globals";
import { readJson, readJsonObject } from "../../../../../actions/lib/text/json.ts";

test.each([
  ['{"a": 1}', { a: 1 }, { a: 1 }],
  ["[1]", [1], undefined],
  ["null", null, undefined],
  ['"a"', "a", undefined],
  ["7", 7, undefined],
  ["", undefined, undefined],
  ["<html>", undefined, undefined],
  ['{"a": ', undefined, undefined],
])("reads %j as a value, an object or nothing", (text, value, object) => {
  expect([readJson(text), readJsonObject(text)]).toStrictEqual([value, object]);
});
