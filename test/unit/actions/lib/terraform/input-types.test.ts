import { expect, test } from "@jest/globals";
import { outputValues } from "../../../../../actions/lib/terraform/input-types.ts";

test.each(["{}", '{"big": 12345678901234567890}'])("output-values stay as written: %s", (given) => {
  expect(outputValues.parse(given)).toBe(given);
});

test.each(["[]", "1", "null", "{", "cluster"])("output-values cannot be %s", (given) => {
  expect(() => outputValues.parse(given)).toThrow();
});
