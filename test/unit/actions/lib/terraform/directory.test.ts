import { expect, test } from "@jest/globals";
import { nameOfDirectory } from "../../../../../actions/lib/terraform/directory.ts";

test.each([
  ["terraform/infrastructure", "terraform/infrastructure"],
  ["./terraform/infrastructure/", "terraform/infrastructure"],
  ["/checkout/terraform", "terraform"],
  [".", "."],
  ["$/terraform/infrastructure", "$/terraform/infrastructure"],
  ["$/terraform//infrastructure/", "$/terraform/infrastructure"],
])("the name of %s is %s", (given, expected) => {
  expect(nameOfDirectory({ checkout: "/checkout" }, given)).toBe(expected);
});
