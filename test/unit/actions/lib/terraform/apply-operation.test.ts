import { expect, test } from "@jest/globals";
import { isApply } from "../../../../../actions/lib/terraform/apply-operation.ts";

test.each([
  ["terraform apply", true],
  ["tofu apply", true],
  ["terraform apply of a release", true],
  ["terraform plan", false],
  ["terraform applying", false],
  ["docker buildx build", false],
])("whether %s is an apply: %s", (purpose, expected) => {
  expect(isApply({ purpose })).toBe(expected);
});
