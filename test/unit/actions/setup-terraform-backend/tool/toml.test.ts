import { expect, test } from "@jest/globals";
import { readToml } from "../../../../../actions/setup-terraform-backend/src/tool/toml.ts";

test.each([
  ['a = "x"', { a: "x" }],
  ["a = ", {}],
  ["", {}],
])("reads %j", (text, wanted) => {
  expect({ ...readToml(text) }).toStrictEqual(wanted);
});
