import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { checkWorkspaceFiles } from "../../../../../actions/kube-deploy/src/resolve/check-files.ts";

const RELEASE = { id: "r", environment: "dev", commit: "c".repeat(40) };
const hash = (bytes: string | Uint8Array) => createHash("sha256").update(bytes).digest("hex");
let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "check-files-"));
  write("terraform/kubernetes/main.tf", "main");
  write("terraform/modules/one/main.tf", "one");
});
afterEach(() => rmSync(root, { recursive: true }));

function write(name: string, text: string): void {
  const file = path.join(root, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

describe("files of the repository", () => {
  const recorded = {
    "terraform/kubernetes/main.tf": hash("main"),
    "terraform/modules/one/main.tf": hash("one"),
    "terraform/kubernetes/.terraform.lock.hcl": hash("completed by init"),
  };
  const check = (files: Record<string, string> = recorded) =>
    checkWorkspaceFiles(RELEASE, { directory: "terraform/kubernetes", files }, root, {
      temporaryDirectory: path.join(root, "temp/action"),
    });

  test("that match the record give the folder of the workspace", async () => {
    write("terraform/kubernetes/.terraform/state", "left");
    expect(await check()).toBe(path.join(root, "terraform/kubernetes"));
  });

  test.each<[string, string, string, string]>([
    ["other bytes", "terraform/modules/one/main.tf", "two", "terraform/modules/one/main.tf"],
    [
      "an additional file",
      "terraform/kubernetes/extra.tf",
      "",
      "terraform/kubernetes/extra.tf (new)",
    ],
  ])("with %s are refused", async (_, name, text, named) => {
    write(name, text);
    await expect(check()).rejects.toMatchObject({
      reason: "release-files-differ",
      message: `the release r was not verified with the files of its commit ${RELEASE.commit}: ${named}. Nothing was changed`,
    });
  });

  test("of the record are refused if the commit does not have them", async () => {
    const files = { ...recorded, "terraform/kubernetes/generated.tf": hash("") };
    await expect(check(files)).rejects.toThrow("terraform/kubernetes/generated.tf (missing)");
  });
});

describe("folders of the pipeline", () => {
  const directory = "$/terraform/modules/workload";
  const inside = "terraform/modules/workload";
  const pipeline = path.resolve(import.meta.dirname, "../../../../..", inside);
  const filesOf = (change: Record<string, string> = {}) => ({
    ...Object.fromEntries(
      readdirSync(pipeline).map((name) => [
        `${inside}/${name}`,
        hash(readFileSync(path.join(pipeline, name))),
      ]),
    ),
    ...change,
  });
  const check = (files: Record<string, string>) =>
    checkWorkspaceFiles(RELEASE, { directory, files }, root, {
      temporaryDirectory: path.join(root, "temp/action"),
    });

  test("are returned unchanged if the running files match the record", async () => {
    expect(await check(filesOf())).toBe(directory);
  });

  test("of another version are refused, with a fix", async () => {
    await expect(check(filesOf({ [`${inside}/main.tf`]: hash("other") }))).rejects.toMatchObject({
      reason: "pipeline-differs",
      message: expect.stringContaining(`in ${directory}: ${inside}/main.tf. Nothing was changed`),
      fix: expect.stringContaining("or deploy to dev with this version"),
    });
  });
});
