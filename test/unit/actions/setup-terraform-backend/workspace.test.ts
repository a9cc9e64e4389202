import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import {
  refuseOtherSelection,
  selectWorkspace,
} from "../../../../actions/setup-terraform-backend/src/workspace.ts";
import { scriptTool } from "../../../support/scripted-tool.ts";
import type { Rule, ScriptedTool } from "../../../support/scripted-tool.ts";

let tool: ScriptedTool | undefined;
afterEach(() => tool?.remove());

function select(rule: Omit<Rule, "begins">, create = false): Promise<string> {
  tool = scriptTool([
    { begins: "workspace select", ...rule },
    { begins: "workspace list", stdout: "* default\n  blue\n" },
  ]);
  return selectWorkspace(tool.rootModule, "blu", create);
}

test("returns the selected workspace", async () => {
  expect(await select({}, true)).toBe("blu");
  expect(tool?.calls()).toStrictEqual(["workspace select -no-color -or-create=true blu"]);
});

test.each([
  ["it does not exist", { stderr: `Workspace "blu" doesn't exist.` }, "workspace-missing"],
  ["the tool fails", { stderr: "panic" }, "workspace-failed"],
])("a workspace is not selected if %s", async (_, rule, reason) => {
  await expect(select({ code: 1, ...rule })).rejects.toMatchObject({ reason });
});

test.each<[string | undefined, string | undefined, Record<string, string>, boolean]>([
  ["prod", undefined, {}, true],
  ["prod", "dev", {}, true],
  ["prod", "prod", {}, false],
  ["default", undefined, {}, false],
  ["\n", undefined, {}, false],
  [undefined, undefined, {}, false],
  [undefined, "dev", {}, false],
  ["prod", "dev", { TF_WORKSPACE: "dev" }, false],
  ["prod", undefined, { TF_DATA_DIR: "elsewhere" }, false],
])(
  "checks the selection without init: selected %j, named %j, variables %j",
  async (selected, name, environment, isRefused) => {
    const directory = mkdtempSync(path.join(tmpdir(), "selection-"));
    mkdirSync(path.join(directory, ".terraform"));
    if (selected !== undefined)
      writeFileSync(path.join(directory, ".terraform/environment"), selected);
    const checked = refuseOtherSelection({ directory, environment }, name, { environment });
    const outcome = await checked.then(
      () => undefined,
      (error: unknown) => error,
    );
    rmSync(directory, { recursive: true });
    if (isRefused)
      expect(outcome).toMatchObject({
        reason: "workspace-not-selected",
        message: expect.stringContaining("the Terraform workspace prod is selected in"),
        fix: expect.stringContaining("set workspace: prod"),
      });
    else expect(outcome).toBeUndefined();
  },
);
