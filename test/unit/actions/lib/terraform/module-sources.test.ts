import { describe, expect, test } from "@jest/globals";
import { configurationFile } from "../../../../../actions/lib/terraform/configuration-files.ts";
import { localSourcesOf } from "../../../../../actions/lib/terraform/module-sources.ts";
import fc from "../../../../support/fast-check.ts";

describe("localSourcesOf", () => {
  test.each<[string, string, string, string[]]>([
    ["a module", "main.tf", 'module "a" {\n  source = "../modules/a"\n}', ["../modules/a"]],
    [
      "several",
      "a.tofu",
      'module "a" { source = "./a" }\nmodule "b" { source = "./b" }',
      ["./a", "./b"],
    ],
    [
      "the separator of Windows",
      "main.tf",
      String.raw`module "a" { source = "..\\a\\b" }`,
      ["../a/b"],
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
    ["JSON without a module", "main.tf.json", '{"module": null}', []],
    ["the folder itself, which is no local source", "main.tf", 'module "a" { source = ".." }', []],
    ["nothing", "main.tf", "", []],
  ])("%s", (_, file, text, sources) => {
    expect(localSourcesOf([configurationFile(file, text)])).toStrictEqual(sources);
  });

  test("an override file replaces the source of a call", () => {
    const files = [
      configurationFile("main.tf", 'module "a" { source = "./a" }\nmodule "b" { source = "./b" }'),
      configurationFile("main_override.tf.json", '{"module":{"a":{"source":"./other"}}}'),
    ];
    expect(localSourcesOf(files)).toStrictEqual(["./other", "./b"]);
  });

  test("any text is read without an error, and only relative paths come out", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.json()),
        fc.constantFrom("a.tf", "a.tf.json"),
        (text, file) =>
          localSourcesOf([configurationFile(file, text)]).every((source) =>
            /^\.\.?\//.test(source),
          ),
      ),
    );
  });
});
