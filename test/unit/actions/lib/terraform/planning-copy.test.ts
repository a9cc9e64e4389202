import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import {
  createPlanningCopy,
  removePlanningCopy,
} from "../../../../../actions/lib/terraform/planning-copy.ts";
import { originalOf, planningCopyOf } from "../../../../../actions/lib/terraform/planning-place.ts";
import { writeFiles } from "../../../../support/write-files.ts";

let root: string;
let job: { checkout: string; temporaryDirectory: string };
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "planning-copy-"));
  job = { checkout: path.join(root, "checkout"), temporaryDirectory: path.join(root, "temp/one") };
  const files = {
    "checkout/terraform/infrastructure/main.tf": "# root",
    "checkout/terraform/infrastructure/.terraform.lock.hcl": "# lock",
    "checkout/terraform/infrastructure/.terraform/left": "",
    "checkout/terraform/infrastructure/files/one.json": "{}",
    "checkout/terraform/modules/one/main.tf": "# module",
    "checkout/main.tf": "# at the root",
    "temp/eks-pipeline/pipeline/terraform/infrastructure/main.tf": "# of the pipeline",
    "temp/eks-pipeline/release/terraform/infrastructure/main.tf": "# of the release",
    "temp/eks-pipeline/release/main.tf": "# at the root of the release",
    "elsewhere/infrastructure/main.tf": "# elsewhere",
    "elsewhere/modules/main.tf": "# module elsewhere",
  };
  writeFiles(root, files);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const at = (name: string) => path.join(root, name);
const read = (...parts: string[]) => readFileSync(path.join(...parts), "utf8");

describe("createPlanningCopy", () => {
  test("has the files of the workspace, and the same files around it", async () => {
    const copy = await createPlanningCopy(at("checkout/terraform/infrastructure"), job);
    expect(readdirSync(copy).sort()).toStrictEqual([
      ".terraform.lock.hcl",
      "files",
      "main.tf",
      "zz_first_deployment_override.tf",
    ]);
    expect(read(copy, "zz_first_deployment_override.tf")).toContain('backend "local"');
    expect(read(copy, "../modules/one/main.tf")).toBe("# module");
    expect(read(copy, "../../main.tf")).toBe("# at the root");
    expect(read(copy, "files/one.json")).toBe("{}");
  });

  test("writes nothing into the workspace, also if the tool replaces its lock file", async () => {
    const copy = await createPlanningCopy(at("checkout/terraform/infrastructure"), job);
    writeFileSync(path.join(copy, ".terraform.lock.hcl"), "# new");
    expect(read(at("checkout/terraform/infrastructure/.terraform.lock.hcl"))).toBe("# lock");
    expect(lstatSync(path.join(copy, "main.tf")).isSymbolicLink()).toBe(false);
  });

  test("makes a new copy each time", async () => {
    const directory = at("checkout/terraform/infrastructure");
    writeFileSync(path.join(await createPlanningCopy(directory, job), "left"), "");
    expect(existsSync(path.join(await createPlanningCopy(directory, job), "left"))).toBe(false);
  });

  test("copies a broken link", async () => {
    symlinkSync("nowhere", at("checkout/terraform/infrastructure/broken"));
    const copy = await createPlanningCopy(at("checkout/terraform/infrastructure"), job);
    expect(readdirSync(copy)).toContain("broken");
  });

  test.each([
    ["copies a workspace at the root of the repository", "checkout", "main.tf", "# at the root"],
    [
      "copies a workspace outside the repository",
      "elsewhere/infrastructure",
      "../modules/main.tf",
      "# module elsewhere",
    ],
    [
      "copies a workspace of the pipeline",
      "temp/eks-pipeline/pipeline/terraform/infrastructure",
      "main.tf",
      "# of the pipeline",
    ],
    [
      "copies a workspace of the promoted release",
      "temp/eks-pipeline/release/terraform/infrastructure",
      "../../main.tf",
      "# at the root of the release",
    ],
  ])("%s", async (_, directory, file, text) => {
    const copy = await createPlanningCopy(at(directory), job);
    expect(read(copy, file)).toBe(text);
    expect(originalOf(copy, job)).toBe(at(directory));
  });
});

test("later actions of the job find the copy by its folder, until it is removed", async () => {
  const directory = at("checkout/terraform/infrastructure");
  const other = at("checkout/terraform/modules/one");
  const copy = await createPlanningCopy(directory, job);
  await createPlanningCopy(other, job);
  const later = { ...job, temporaryDirectory: at("temp/two") };
  expect(planningCopyOf(directory, later)).toBe(copy);
  await removePlanningCopy(directory, later);
  expect([existsSync(copy), existsSync(planningCopyOf(other, later))]).toStrictEqual([false, true]);
});

test("the original of a folder that is not a copy is the folder itself", () => {
  expect(originalOf(at("checkout/terraform"), job)).toBe(at("checkout/terraform"));
});
