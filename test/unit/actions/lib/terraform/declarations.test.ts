import { expect, test } from "@jest/globals";
import { configurationFile } from "../../../../../actions/lib/terraform/configuration-files.ts";
import { declarationsIn, valuesIn } from "../../../../../actions/lib/terraform/declarations.ts";

const declared = (file: string, text: string) => {
  const { secretVariables, defaults, names } = declarationsIn([configurationFile(file, text)]);
  return [[...secretVariables], defaults, [...names]];
};

test.each([
  [
    "a.tf",
    'variable "a" { ephemeral = true }\nvariable "b" { sensitive = true }\noutput "c" { ephemeral = true }',
  ],
  ["a.tf.json", '{"variable": {"a": {"ephemeral": true}, "b": {"sensitive": true}}}'],
])("only variables with ephemeral = true are ephemeral: %s", (name, text) => {
  const { ephemeralVariables } = declarationsIn([configurationFile(name, text)]);
  expect([...ephemeralVariables]).toStrictEqual(["a"]);
});

test.each<[string, string, string, unknown]>([
  [
    "HCL",
    "variables.tf",
    `variable "password" {
      type      = string # "string"
      sensitive = true
      default   = "one"
      validation {
        condition     = length(var.password) > 3
        error_message = "sensitive = true"
      }
    }
    variable "token" { ephemeral = true }
    variable "open" {
      description = <<-EOT
        sensitive = true
      EOT
      sensitive = false
      default   = "two"
    }
    /* variable "gone" { sensitive = true } */
    resource "aws_vpc" "main" {}`,
    [
      ["password", "token"],
      ["one"],
      ["variable", "password", "token", "open", "resource", "aws_vpc", "main"],
    ],
  ],
  [
    "the JSON syntax",
    "main.tf.json",
    JSON.stringify({
      variable: [
        { a: { sensitive: true, default: { x: ["one"] } } },
        { b: [{ ephemeral: "true" }] },
      ],
      resource: { aws_vpc: { main: {} } },
    }),
    [["a", "b"], ["one"], ["variable", "a", "b", "resource", "aws_vpc", "main"]],
  ],
  [
    "defaults inside types in HCL",
    "variables.tf",
    `variable "login" {
      type      = object({ user = string, pass = optional(string, "one"), pin = optional(number, 4711) })
      sensitive = true
    }
    variable "open" { type = object({ a = optional(string, "two") }) }
    variable "old" {
      type      = "string"
      ephemeral = true
    }`,
    [
      ["login", "old"],
      ["one", "4711"],
      ["variable", "login", "open", "old"],
    ],
  ],
  [
    "defaults inside types in JSON",
    "main.tf.json",
    JSON.stringify({
      variable: {
        login: { type: 'object({ "a" = optional(string, "one") })', sensitive: true },
        plain: { type: "string", sensitive: true, default: "two" },
      },
    }),
    [
      ["login", "plain"],
      ["one", "two"],
      ["variable", "login", "plain"],
    ],
  ],
  ["broken JSON", "main.tf.json", "{", [[], [], []]],
])("reads the declarations in %s", (_, file, text, wanted) => {
  expect(declared(file, text)).toStrictEqual(wanted);
});

test.each([
  ["dev.tfvars", 'a = "one"\nb = "two"\nc = { k = "three" }', ["one", "three"]],
  ["dev.tfvars.json", '{"a":"one","b":"two","c":{"k":"three"}}', ["one", "three"]],
])("reads the values of given variables in %s", (file, text, wanted) => {
  expect(valuesIn(file, text, new Set(["a", "c"]))).toStrictEqual(wanted);
});

test("an override file gives a secret variable its default", () => {
  const files = [
    configurationFile("main.tf", 'variable "password" { sensitive = true }\nvariable "open" {}'),
    configurationFile("main_override.tf", 'variable "password" { default = "one" }'),
    configurationFile("override.tf.json", '{"variable":{"open":{"default":"two"}}}'),
  ];
  expect(declarationsIn(files).defaults).toStrictEqual(["one"]);
});
