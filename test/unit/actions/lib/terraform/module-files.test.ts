import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import {
  lockedProviders,
  readModuleFiles,
} from "../../../../../actions/lib/terraform/module-files.ts";
import { writeFiles } from "../../../../support/write-files.ts";

let base: string;
beforeEach(() => {
  base = path.join(mkdtempSync(path.join(tmpdir(), "module-files-")), "repository");
  mkdirSync(base);
});
afterEach(() => rmSync(path.dirname(base), { recursive: true, force: true }));

function write(files: Record<string, string>): void {
  writeFiles(base, files);
}
const namesOf = async (directory: string) =>
  [...(await readModuleFiles(path.join(base, directory), base, "terraform")).keys()].sort();

describe("the files of a root module", () => {
  test("are the files of its folder and of all modules that it uses, directly or not", async () => {
    write({
      "k8s/main.tf":
        'module "web" {\n source = "../modules/web"\n}\nmodule "far" {\n source = "terraform-aws-modules/vpc/aws"\n}\n',
      "k8s/files/page.html": "page",
      "k8s/more.tf.json": '{"module": {"job": [{"source": "../modules/job"}]}}',
      "modules/web/main.tf": 'module "inner" {\n source = "./inner"\n}\n',
      "modules/web/inner/main.tf": 'module "back" {\n source = "../../web"\n}\n',
      "modules/job/main.tf": "",
      "modules/other/main.tf": "",
      "k8s/tests/web.tftest.hcl": 'run "setup" {\n module {\n source = "../modules/setup"\n }\n}\n',
      "modules/setup/main.tf": "",
    });
    expect(await namesOf("k8s")).toStrictEqual([
      "k8s/files/page.html",
      "k8s/main.tf",
      "k8s/more.tf.json",
      "k8s/tests/web.tftest.hcl",
      "modules/job/main.tf",
      // Without this file, init of the restored files fails.
      "modules/setup/main.tf",
      "modules/web/inner/main.tf",
      "modules/web/main.tf",
    ]);
  });

  test("do not include files that tools leave, or that contain a state", async () => {
    write({
      "main.tf": "",
      ".terraform.lock.hcl": "",
      ".terraform/terraform.tfstate": "{}",
      ".git/HEAD": "",
      "terraform.tfstate": "{}",
      "terraform.tfstate.backup": "{}",
      "errored.tfstate": "{}",
      "saved.tfplan": "",
      "crash.20261128.log": "",
    });
    expect(await namesOf(".")).toStrictEqual([".terraform.lock.hcl", "main.tf"]);
  });

  test("include the files of modules that the tool's own files call, and of no others", async () => {
    write({
      "k8s/main.tf": 'module "a" {\n source = "../a"\n}\n',
      "k8s/main.tofu": 'module "b" {\n source = "../b"\n}\n',
      "a/main.tf": "",
      "b/main.tf": "",
    });
    // The folder itself is kept completely, with the files of the other tool.
    const own = ["k8s/main.tf", "k8s/main.tofu"];
    expect(await namesOf("k8s")).toStrictEqual(["a/main.tf", ...own]);
    const ofTofu = await readModuleFiles(path.join(base, "k8s"), base, "opentofu");
    expect([...ofTofu.keys()].sort()).toStrictEqual(["b/main.tf", ...own]);
  });

  test("include the target of a link inside the repository", async () => {
    write({ "k8s/main.tf": "", "shared/page.html": "page" });
    symlinkSync("../shared/page.html", path.join(base, "k8s/page.html"));
    const files = await readModuleFiles(path.join(base, "k8s"), base, "terraform");
    expect(Buffer.from(files.get("k8s/page.html") ?? "").toString()).toBe("page");
  });

  test.each([
    ["a module", 'module "web" {\n source = "../../web"\n}\n', undefined],
    ["a link", "", "/etc/hostname"],
  ])("cannot be kept if %s leads out of the repository", async (_, main, target) => {
    write({ "k8s/main.tf": main, "../web/main.tf": "" });
    if (target !== undefined) symlinkSync(target, path.join(base, "k8s/link"));
    await expect(namesOf("k8s")).rejects.toMatchObject({
      reason: "not-recordable",
      message: expect.stringContaining("Nothing was changed"),
    });
  });

  test("cannot be kept if they are too large", async () => {
    write({ "main.tf": "", "large.bin": "x".repeat(17 * 1024 * 1024) });
    await expect(namesOf(".")).rejects.toMatchObject({ reason: "not-recordable" });
  });
});

test("reads the versions in the lock file by source address", () => {
  const text =
    'provider "registry.terraform.io/hashicorp/aws" {\n  version = "6.1.0"\n  hashes = ["h1:x="]\n}\n';
  expect(lockedProviders(text)).toStrictEqual({ "registry.terraform.io/hashicorp/aws": "6.1.0" });
  expect(lockedProviders("")).toStrictEqual({});
});
