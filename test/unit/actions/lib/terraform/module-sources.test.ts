import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { localSourcesIn } from "../../../../../actions/lib/terraform/module-sources.ts";

describe("localSourcesIn", () => {
  test.each<[string, string, string, string[]]>([
    ["a module", "main.tf", 'module "a" {\n  source = "../modules/a"\n}', ["../modules/a"]],
    [
      "several",
      "a.tofu",
      'module "a" { source = "./a" }\nmodule "b" { source = "./b" }',
      ["./a", "./b"],
    ],
    ["a registry", "main.tf", 'module "a" { source = "terraform-aws-modules/vpc/aws" }', []],
    ["git", "main.tf", 'module "a" { source = "git::https://example.com/a.git" }', []],
    ["another block", "main.tf", 'resource "x" "y" { source = "./file" }', []],
    ["a nested attribute", "main.tf", 'module "a" { x = { source = "./no" } }', []],
    ["a comment", "main.tf", '# module "a" { source = "./a" }', []],
    ["an expression", "main.tf", 'module "a" { source = "./${var.x}" }', []],
    ["JSON", "main.tf.json", '{"module":{"a":{"source":"./a"}}}', ["./a"]],
    [
      "JSON lists",
      "main.tf.json",
      '{"module":[{"a":[{"source":"./a"}]},{"b":{"source":"x"}}]}',
      ["./a"],
    ],
    ["broken JSON", "main.tf.json", '{"module":', []],
    ["broken HCL", "main.tf", 'module "a" { source = ', []],
    ["nothing", "main.tf", "", []],
  ])("%s", (_, file, text, sources) => {
    expect(localSourcesIn(file, text)).toStrictEqual(sources);
  });

  test("any text is read without an error, and only relative paths come out", () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom("a.tf", "a.tf.json"), (text, file) =>
        localSourcesIn(file, text).every((source) => /^\.\.?\//.test(source)),
      ),
    );
  });
});
