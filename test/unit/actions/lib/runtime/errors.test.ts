import { describe, expect, test } from "@jest/globals";
import { ActionError, invalidInputs } from "../../../../../actions/lib/runtime/errors.ts";

test.each(["", "\n", " \n\t\n"])("a detail of nothing but white space is dropped", (detail) => {
  expect(new ActionError({ reason: "cancelled", message: "it was cancelled", detail }).detail).toBe(
    undefined,
  );
});

describe("invalidInputs counts inputs, not problems", () => {
  const LOCK = "lock: one thing. Expected another.";
  const LEGS = "legs: first. Expected: more.";
  test.each([
    ["one problem needs no count", [LOCK], LOCK],
    ["two inputs", [LOCK, LEGS], `2 inputs are not valid. ${LOCK} ${LEGS}`],
    [
      "three problems of one input",
      [LEGS, "legs: second.", "legs: third."],
      `1 input is not valid. ${LEGS} legs: second. legs: third.`,
    ],
    [
      "three problems of two inputs",
      [LEGS, LOCK, "legs: second."],
      `2 inputs are not valid. ${LEGS} ${LOCK} legs: second.`,
    ],
    [
      "a file with several wrong keys is one input",
      ["environments/dev.yml: region: a.", "environments/dev.yml: account: b.", LOCK],
      `2 inputs are not valid. environments/dev.yml: region: a. environments/dev.yml: account: b. ${LOCK}`,
    ],
  ])("%s", (_, problems, message) => {
    expect(invalidInputs(problems)).toMatchObject({ reason: "invalid-input", message });
  });
});
