import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import { openRootModule } from "../../../../../actions/lib/terraform/open.ts";
import { planningCopyOf } from "../../../../../actions/lib/terraform/planning-place.ts";
import { scriptTool } from "../../../../support/scripted-tool.ts";
import type { ScriptedTool } from "../../../../support/scripted-tool.ts";

let tool: ScriptedTool | undefined;
afterEach(() => tool?.remove());

test("a workspace whose bucket does not exist yet can only be planned", async () => {
  tool = scriptTool([{ begins: "version", stdout: '{"terraform_version": "1.11.4"}' }]);
  const { rootModule } = tool;
  const { job, directory } = rootModule;
  writeFileSync(path.join(directory, "main.tf"), "");
  const inputs = {
    workingDirectory: "workspace",
    toolPath: rootModule.tool.path,
    workspace: undefined,
  };
  const open = (purpose: "plan" | "apply or read state") =>
    openRootModule(inputs, job, purpose, () => ({}));
  expect((await open("apply or read state")).directory).toBe(directory);
  const copy = planningCopyOf(directory, job);
  mkdirSync(copy, { recursive: true });
  expect((await open("plan")).directory).toBe(copy);
  await expect(open("apply or read state")).rejects.toMatchObject({ reason: "no-state-yet" });
});
