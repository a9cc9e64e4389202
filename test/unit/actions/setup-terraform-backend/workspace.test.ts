import { afterEach, expect, test } from "@jest/globals";
import { selectWorkspace } from "../../../../actions/setup-terraform-backend/src/workspace.ts";
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

test("the workspace that was selected", async () => {
  expect(await select({}, true)).toBe("blu");
  expect(tool?.calls()).toStrictEqual(["workspace select -no-color -or-create=true blu"]);
});

test.each([
  ["it does not exist", { stderr: `Workspace "blu" doesn't exist.` }, "workspace-missing"],
  ["the tool fails at it", { stderr: "panic" }, "workspace-failed"],
])("a workspace is not selected when %s", async (_, rule, reason) => {
  await expect(select({ code: 1, ...rule })).rejects.toMatchObject({ reason });
});
