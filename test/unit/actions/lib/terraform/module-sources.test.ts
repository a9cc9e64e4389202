import { describe, expect, test } from "@jest/globals";
import { configurationFile } from "../../../../../actions/lib/terraform/configuration-files.ts";
import { localSourcesOf } from "../../../../../actions/lib/terraform/module-sources.ts";
import fc from "../../../../support/fast-check.ts";

describe("localSourcesOf", () => {
  test.each<[string, string, string, string[]]>([
    ["reads a module", "main.tf", 'module "a" {\n  source = "../modules/a"\n}', ["../modules/a"]],
    [
      "reads several modules",
      "a.tofu",
      'module "a" { source = "./a" }\nmodule "b" { source = "./b" }',
      ["./a", "./b"],
    ],
    [
      "reads a source with the separator of Windows",
      "main.tf",
      String.raw`module "a" { source = "..\\a\\b" }`,
      ["../a/b"],
    ],
    [
      "ignores a registry",
      "main.tf",
      'module "a" { source = "terraform-aws-modules/vpc/aws" }',
      [],
    ],
    ["ignores git", "main.tf", 'module "a" { source = "git::https://example.com/a.git" }', []],
    ["ignores another block", "main.tf", 'resource "x" "y" { source = "./file" }', []],
    ["ignores a nested attribute", "main.tf", 'module "a" { x = { source = "./no" } }', []],
    ["ignores a comment", "main.tf", '# module "a" { source = "./a" }', []],
    ["ignores an expression", "main.tf", 'module "a" { source = "./${var.x}" }', []],
    ["reads JSON", "main.tf.json", '{"module":{"a":{"source":"./a"}}}', ["./a"]],
    [
      "reads JSON lists",
      "main.tf.json",
      '{"module":[{"a":[{"source":"./a"}]},{"b":{"source":"x"}}]}',
      ["./a"],
    ],
    ["ignores broken JSON", "main.tf.json", '{"module":', []],
    ["reads broken HCL without an error", "main.tf", 'module "a" { source = ', []],
    ["ignores JSON without a module", "main.tf.json", '{"module": null}', []],
    [
      "ignores the folder itself, which is not a local source",
      "main.tf",
      'module "a" { source = ".." }',
      [],
    ],
    ["ignores an empty file", "main.tf", "", []],
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

  test("reads any text without an error, and returns only relative paths", () => {
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
