import { expect, test } from "@jest/globals";
import { firstLine } from "../../../../../actions/lib/text/first-line.ts";

test.each([
  ["", ""],
  ["one", "one"],
  ["one\ntwo", "one"],
  ["\ntwo", ""],
])("the first line of %j", (text, line) => {
  expect(firstLine(text)).toBe(line);
});
