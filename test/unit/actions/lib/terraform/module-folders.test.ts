import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import {
  findInitFolders,
  findModuleFolders,
} from "../../../../../actions/lib/terraform/module-folders.ts";
import { writeFiles } from "../../../../support/write-files.ts";

const root = mkdtempSync(path.join(tmpdir(), "module-folders-"));
afterAll(() => rmSync(root, { recursive: true }));

function write(files: Readonly<Record<string, string>>): void {
  writeFiles(root, files);
}

const call = (source: string) => `module "m${source.length}" {\n  source = "${source}"\n}\n`;

test("follows local modules, also through other modules, circles and missing modules", async () => {
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
] as const)("reads the module calls in the files of %s", async (reader, expected) => {
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

test("init also reads the modules that tests of the root module call, but a plan does not", async () => {
  const run = (source: string) => `run "setup" {\n  module {\n    source = "${source}"\n  }\n}\n`;
  write({
    "tested/main.tf": call("./own"),
    "tested/own/main.tf": "",
    "tested/own/tests/deep.tftest.hcl": run("./of-another"),
    "tested/first.tftest.hcl": run("./beside") + run("registry.example/x/y"),
    "tested/tests/second.tftest.hcl": run("../helpers"),
    "tested/tests/third.tftest.json": '{"run":{"setup":{"module":{"source":"./tests/json"}}}}',
    "tested/tests/fourth.tofutest.hcl": run("./of-tofu"),
    "tested/tests/.hidden.tftest.hcl": run("./unread"),
    "tested/tests/deeper/fifth.tftest.hcl": run("./unread"),
    "tested/tests/main.tf": call("../unread"),
    "tested/beside/main.tf": "",
    "tested/tests/json/main.tf": "",
    "tested/of-tofu/main.tf": "",
    "tested/unread/main.tf": "",
    "tested/of-another/main.tf": "",
    "helpers/main.tf": call("./inner"),
    "helpers/inner/main.tf": "",
  });
  const directory = path.join(root, "tested");
  const relative = (found: string[]) => found.map((one) => path.relative(root, one)).sort();
  const read = [
    "helpers",
    "helpers/inner",
    "tested",
    "tested/beside",
    "tested/own",
    "tested/tests/json",
  ];
  expect(relative(await findInitFolders(directory, "terraform"))).toStrictEqual(read);
  expect(relative(await findInitFolders(directory, "opentofu"))).toStrictEqual(
    [...read, "tested/of-tofu"].sort(),
  );
  expect(relative(await findModuleFolders(directory, "terraform"))).toStrictEqual([
    "tested",
    "tested/own",
  ]);
});
