import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@jest/globals";
import {
  readModules,
  writeReduced,
} from "../../../../../../actions/lib/terraform/known-values/copy.ts";
import type { Job } from "../../../../../../actions/lib/runtime/job.ts";
import { useFolder } from "../../../../../support/use-folder.ts";
import { writeFiles } from "../../../../../support/write-files.ts";

const folder = useFolder();

const FILES = {
  "app/main.tf":
    'module "a" {\n  source = "../modules/a"\n}\nmodule "j" {\n  source = "../modules/j"\n}\n',
  "app/notes.md": "",
  "modules/a/main.tf":
    'variable "v" {\n  validation {\n    condition = true\n  }\n}\nmodule "b" {\n  source = "./b"\n}\n',
  // A module that calls itself must not cause an endless loop.
  "modules/a/b/main.tf": 'module "again" {\n  source = "./"\n}\n',
  "modules/j/main.tf.json": "{",
  "json/main.tf.json": '{"module": {"j": {"source": "./j"}, "far": {"source": "acme/far/aws"}}}',
  "json/extra.tf": 'module "b" {\n  source = "../modules/a/b"\n}\n',
  "json/j/main.tf.json": '{"variable": {"v": {"validation": {"condition": "${var.v > 0}"}}}}',
};
writeFiles(folder, FILES);
const at = (name: string) => path.join(folder, name);

test("reads the workspace and its local modules, at any depth", async () => {
  const modules = await readModules(at("app"), "terraform");
  expect([...(modules ?? [])].map(([name, files]) => [name, files?.length])).toStrictEqual(
    expect.arrayContaining([
      [at("app"), 1],
      [at("modules/a"), 1],
      [at("modules/a/b"), 1],
      [at("modules/j"), undefined],
    ]),
  );
  expect(modules?.size).toBe(4);
});

test("a workspace and its modules can have files in both syntaxes", async () => {
  const modules = await readModules(at("json"), "terraform");
  expect([...(modules?.keys() ?? [])].sort()).toStrictEqual([
    at("json"),
    at("json/j"),
    at("modules/a/b"),
  ]);
  const job = { temporaryDirectory: at("temporary") } as Job;
  const where = { folder: "both", validates: false };
  const source = await writeReduced(modules!, at("json"), where, job);
  const written = (file: string) =>
    readFileSync(path.join(at("temporary/both"), source, file), "utf8");
  expect(written("main.tf.json")).toBe('{"module":{"j":{"source":"./j"}}}');
  expect(written("extra.tf")).toContain('source = "../modules/a/b"');
  // Validations of modules are always kept.
  expect(written("j/main.tf.json")).toContain("${var.v > 0}");
});

test("a workspace with an invalid JSON file, or without files, is not reduced", async () => {
  expect(await readModules(at("modules/j"), "terraform")).toBeUndefined();
  expect(await readModules(at("modules"), "terraform")).toBeUndefined();
});

test("reduced files have the same relative paths as the real files, and only their user can read them", async () => {
  const job = { temporaryDirectory: at("temporary") } as Job;
  const modules = await readModules(at("app"), "terraform");
  const where = { folder: "values", validates: false };
  const source = await writeReduced(modules ?? new Map<string, undefined>(), at("app"), where, job);
  const file = path.join(at("temporary/values"), source, "main.tf");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, "utf8")).toBe('module "a" {\n  source = "../modules/a"\n}\n\n\n\n');
  const module = path.join(path.dirname(file), "../modules/a/main.tf");
  // Validations of modules are always kept.
  expect(readFileSync(module, "utf8")).toContain("condition = true");
  expect(existsSync(path.join(path.dirname(file), "../modules/j"))).toBe(false);
});
