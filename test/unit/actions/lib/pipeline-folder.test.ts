import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { copyOfPipeline } from "../../../../actions/lib/pipeline-folder.ts";
import { isOfPipeline, pathInPipeline } from "../../../../actions/lib/pipeline-path.ts";
import { writeFiles } from "../../../support/write-files.ts";

let root: string;
let job: { temporaryDirectory: string };
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "pipeline-folder-"));
  job = { temporaryDirectory: path.join(root, "temp/action-1") };
  for (const name of ["v1", "v2"]) repository(name);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const at = (name: string) => path.join(root, name);

function repository(name: string): void {
  const files = {
    "terraform/infrastructure/main.tf": "# root",
    "terraform/infrastructure/.terraform/state": "left",
    "terraform/modules/one/main.tf": "# module",
    "docker/Dockerfile": "FROM scratch",
    "node_modules/one/index.js": "",
  };
  writeFiles(path.join(root, name), files);
}

describe("copyOfPipeline", () => {
  test("copies the top-level folder, so that relative paths lead to the same files", async () => {
    const folder = await copyOfPipeline("$/terraform/infrastructure", job, at("v1"));
    expect(folder).toBe(at("temp/eks-pipeline/pipeline/terraform/infrastructure"));
    expect(readFileSync(path.join(folder, "../modules/one/main.tf"), "utf8")).toBe("# module");
    expect(existsSync(path.join(folder, ".terraform"))).toBe(false);
    expect(readdirSync(at("temp/eks-pipeline/pipeline"))).toStrictEqual(["terraform"]);
  });

  test("gives every action of the job the same copy, with the files that were written into it", async () => {
    const first = await copyOfPipeline("$/terraform/infrastructure", job, at("v1"));
    writeFileSync(path.join(first, "written"), "");
    const later = { temporaryDirectory: at("temp/action-2") };
    const second = await copyOfPipeline("$/terraform/infrastructure/", later, at("v1"));
    expect([path.resolve(second), existsSync(path.join(second, "written"))]).toStrictEqual([
      first,
      true,
    ]);
    expect(existsSync(at("v1/terraform/infrastructure/written"))).toBe(false);
  });

  test("does not take an interrupted copy for a complete one", async () => {
    mkdirSync(at("temp/eks-pipeline/pipeline/terraform.part/modules"), { recursive: true });
    const folder = await copyOfPipeline("$/terraform/infrastructure", job, at("v1"));
    expect(readFileSync(path.join(folder, "main.tf"), "utf8")).toBe("# root");
  });

  test("also accepts a file", async () => {
    const file = await copyOfPipeline("$/docker/Dockerfile", job, at("v1"));
    expect(readFileSync(file, "utf8")).toBe("FROM scratch");
  });

  test.each(["$/nowhere/at/all", "$/node_modules/one"])("has nothing at %s", async (given) => {
    expect(existsSync(await copyOfPipeline(given, job, at("v1")))).toBe(false);
  });

  test("refuses two versions of the pipeline in one job", async () => {
    await copyOfPipeline("$/docker", job, at("v1"));
    await expect(copyOfPipeline("$/terraform", job, at("v2"))).rejects.toMatchObject({
      reason: "mixed-pipelines",
      message: `an earlier step of this job took the folders of the pipeline ($/) from ${at("v1")}, but this action comes from ${at("v2")}`,
    });
  });

  test("finds its own repository", async () => {
    const file = await copyOfPipeline("$/schemas/environment.schema.json", job);
    expect(existsSync(file)).toBe(true);
  });

  test("refuses a path that leads out of the repository", async () => {
    await expect(copyOfPipeline("$/../secrets", job, at("v1"))).rejects.toMatchObject({
      reason: "invalid-input",
    });
  });
});

test.each([
  ["$/terraform/infrastructure", "terraform/infrastructure"],
  ["$/terraform/./a/../infrastructure/", "terraform/infrastructure"],
  ["$//terraform", undefined],
  ["$/..", undefined],
  ["$/../v2/terraform", undefined],
  ["$/terraform/../../v2", undefined],
  ["$/.", undefined],
  ["$/", undefined],
  ["$", undefined],
  ["$/.github/workflows", ".github/workflows"],
])("the path of %s in the pipeline's repository is %s", (given, expected) => {
  expect(pathInPipeline(given)).toBe(expected);
});

test.each([
  ["$/terraform", true],
  ["$", true],
  ["terraform", false],
  ["./$/terraform", false],
  ["$HOME", false],
])("whether %s belongs to the pipeline: %s", (given, expected) => {
  expect(isOfPipeline(given)).toBe(expected);
});
