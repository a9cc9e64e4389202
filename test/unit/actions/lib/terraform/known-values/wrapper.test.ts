import { expect, test } from "@jest/globals";
import {
  rootVariablesIn,
  wrapperOf,
} from "../../../../../../actions/lib/terraform/known-values/wrapper.ts";

const hcl = (text: string) => ({ name: "main.tf", text });
const variables = rootVariablesIn(
  [
    'variable "a" {\n  type = map(object({ b = optional(string) }))\n  sensitive = true\n  default = {}\n}\nvariable "free" {\n  default = 1\n}\n',
    'variable "images" {}\nvariable "region" {\n  type = string\n}\nvariable "host" {\n  default = null\n}\n',
    // An override file.
    'variable "a" {\n  sensitive = false\n}\n',
  ].map(hcl),
);

test("given values are passed on, later values are unknown, and others keep their defaults", () => {
  const given = new Set(["a", "undeclared"]);
  const text = wrapperOf("./files/w", variables, {
    given,
    later: (name) => name === "host",
    partly: { images: "{ web = 1 }", a: "not used" },
  });
  expect(text).toBe(`variable "a" {
  type = map(object({ b = optional(string) }))
  sensitive = false
}

module "workspace" {
  source = "./files/w"
  a = var.a
  images = { web = 1 }
  region = jsondecode(timestamp())
  host = jsondecode(timestamp())
}
`);
});

test("a file in the JSON syntax can also declare variables, in all its forms", () => {
  const text = JSON.stringify({
    "//": "a note",
    variable: [
      { a: { type: "list(string)", sensitive: true, default: [], validation: [{}] } },
      { a: [{ ephemeral: true }], free: {} },
    ],
    output: { out: {} },
  });
  const found = rootVariablesIn([hcl('variable "b" {}\n'), { name: "more.tf.json", text }]);
  expect(found.map(({ name, attributes }) => [name, [...attributes]])).toStrictEqual([
    ["b", []],
    [
      "a",
      [
        ["type", "list(string)"],
        ["sensitive", "true"],
        ["default", "[]"],
        ["ephemeral", "true"],
      ],
    ],
    ["free", []],
  ]);
});
