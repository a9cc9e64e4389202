import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { findModuleFolders } from "../../../../../actions/lib/terraform/module-folders.ts";

const root = mkdtempSync(path.join(tmpdir(), "module-folders-"));
afterAll(() => rmSync(root, { recursive: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
}

const call = (source: string) => `module "m${source.length}" {\n  source = "${source}"\n}\n`;

test("follows local modules through others, through circles, and past those that are missing", async () => {
  write({
    "live/main.tf": call("../modules/a") + call("registry.example/x/y"),
    "live/more.tf.json": '{"module":{"b":{"source":"../modules/b/"}}}',
    "modules/a/main.tofu": call("./inner") + call("../gone/away"),
    "modules/a/inner/main.tf": call("../../b") + call("../../../live"),
    "modules/b/README.md": call("./not-read"),
    "modules/unused/main.tf": "",
  });
  const found = await findModuleFolders(path.join(root, "live"), "either");
  expect(found[0]).toBe(path.join(root, "live"));
  expect(found.map((folder) => path.relative(root, folder)).sort()).toStrictEqual([
    "live",
    "modules/a",
    "modules/a/inner",
    "modules/b",
  ]);
});

test.each([
  ["terraform", ["choice", "choice/a"]],
  ["opentofu", ["choice", "choice/b"]],
  ["either", ["choice", "choice/a", "choice/b"]],
] as const)("the files of %s say which modules are called", async (reader, expected) => {
  write({
    "choice/main.tf": 'module "a" { source = "./a" }',
    "choice/main.tofu": 'module "b" { source = "./b" }',
    "choice/.#main.tf": 'module "c" { source = "./c" }',
    "choice/main.tf~": 'module "c" { source = "./c" }',
    "choice/a/main.tf": "",
    "choice/b/main.tf": "",
    "choice/c/main.tf": "",
  });
  const found = await findModuleFolders(path.join(root, "choice"), reader);
  expect(found.map((folder) => path.relative(root, folder))).toStrictEqual(expected);
});
