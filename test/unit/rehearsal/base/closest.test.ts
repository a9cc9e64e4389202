import { expect, test } from "@jest/globals";
import { closestWord, suggest } from "../../../../rehearsal/base/closest.ts";

const COMMANDS = ["deploy", "plan", "promote", "rollback"];

test.each([
  ["deploi", "deploy"],
  ["DEPLOY", "deploy"],
  ["rolback", "rollback"],
  ["pln", "plan"],
  ["drift", undefined],
  ["", undefined],
])("%j most likely stands for %j", (given, expected) => {
  expect(closestWord(given, COMMANDS)).toBe(expected);
});

test("a word that is not close to any other gets the complete list", () => {
  expect(suggest("x", ["a-long-name", "another"])).toBe("Expected one of a-long-name, another.");
  expect(suggest("anothr", ["a-long-name", "another"])).toBe("Did you mean another?");
});
