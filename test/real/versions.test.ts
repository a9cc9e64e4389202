import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { ActionError } from "../../actions/lib/runtime/errors.ts";
import { findUnmet } from "../../actions/setup-terraform-backend/src/tool/requirement.ts";
import { findRequirements } from "../../actions/setup-terraform-backend/src/tool/find-requirements.ts";
import { FOLDERS } from "../support/version-folders.ts";
import type { Folder, Outcome } from "../support/version-folders.ts";
import { requireEngines } from "./engines.ts";
import { writeFiles } from "../support/write-files.ts";

const withTerraform = await requireEngines("versions", ["terraform"]);
const withTofu = await requireEngines("versions with OpenTofu", ["opentofu"]);

/** Makes a folder with these files, does the work in it, and removes it. */
async function inFolder<T>({ files }: Folder, work: (directory: string) => T): Promise<Awaited<T>> {
  const directory = mkdtempSync(path.join(tmpdir(), "eks-pipeline-version-"));
  try {
    writeFiles(directory, files);
    return await work(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const runTool = (program: string, argv: string[], cwd?: string) =>
  spawnSync(program, argv, {
    ...(cwd === undefined ? {} : { cwd }),
    encoding: "utf8",
    env: { PATH: process.env["PATH"] ?? "", CHECKPOINT_DISABLE: "1" },
  });

const versionOf = (program: string): string => {
  const { stdout } = runTool(program, ["version", "-json"]);
  return (JSON.parse(stdout) as { terraform_version: string }).terraform_version;
};

/** Returns what the tool itself says about the folder. */
function oracle(program: string, directory: string): Outcome {
  const argv = ["init", "-backend=false", "-no-color"];
  const { status, stdout, stderr } = runTool(program, argv, directory);
  const output = stdout + stderr;
  if (status === 0) return "accepted";
  if (/Unsupported Terraform Core version|Incompatible module/.test(output)) return "refused";
  if (/Error: Invalid (?:version constraint|required_version constraint)/.test(output))
    return "invalid";
  throw new Error(output);
}

/** Returns what the action says about the folder. */
async function outcomeOf(
  tool: "terraform" | "opentofu",
  version: string,
  directory: string,
): Promise<Outcome> {
  try {
    const requirements = await findRequirements(undefined, tool, directory, {
      checkout: directory,
      environment: {},
      log: { notice: () => undefined },
    });
    return findUnmet(requirements, version) === undefined ? "accepted" : "refused";
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    // The action accepts no version at all, so it also refuses this one.
    return error.reason === "version-conflict" ? "refused" : "invalid";
  }
}

describe.each([
  { tool: "terraform" as const, program: withTerraform?.terraform.files["terraform"] },
  { tool: "opentofu" as const, program: withTofu?.opentofu.files["tofu"] },
])("the action and $tool agree on the versions that a folder accepts", ({ tool, program }) => {
  if (program === undefined) {
    test.skip("its engine is missing", () => undefined);
    return;
  }
  const version = versionOf(program);
  test(`in ${FOLDERS.length} folders`, async () => {
    const found: Record<string, Outcome> = {};
    const expected: Record<string, Outcome> = {};
    for (const folder of FOLDERS)
      await inFolder(folder, async (directory) => {
        found[folder.name] = await outcomeOf(tool, version, directory);
        expected[folder.name] = oracle(program, directory);
      });
    expect(found).toStrictEqual(expected);
    expect(new Set(Object.values(found)).size).toBe(3);
  });
});
