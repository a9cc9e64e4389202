import { expect, test } from "@jest/globals";
import {
  acceptedOnly,
  applyRules,
  whenAccepted,
} from "../../../../../actions/lib/runtime/accepted.ts";

const inputs = acceptedOnly<{ region: string; role?: string }>({ region: "eu-west-1" }, ["role"]);

test("a rule that reads an input that was not accepted reports nothing", () => {
  const problems = applyRules([
    () => [`${inputs.region} is wrong`],
    () => (inputs.role === undefined ? ["role is missing"] : []),
    () => Object.keys({ ...inputs }),
  ]);
  expect(problems).toStrictEqual(["eu-west-1 is wrong"]);
});

test("a value from an input that was not accepted is unknown", () => {
  expect(whenAccepted(() => inputs.region)).toBe("eu-west-1");
  expect(whenAccepted(() => inputs.role)).toBeUndefined();
});

test("an error inside a rule is thrown", () => {
  expect(() => applyRules([() => ["x".repeat(-1)]])).toThrow(RangeError);
});
