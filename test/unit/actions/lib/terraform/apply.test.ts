import { afterEach, expect, test } from "@jest/globals";
import { applyPlan } from "../../../../../actions/lib/terraform/apply.ts";
import { scriptTool } from "../../../../support/scripted-tool.ts";
import type { Rule, ScriptedTool } from "../../../../support/scripted-tool.ts";

let tool: ScriptedTool | undefined;
afterEach(() => tool?.remove());

test.each<[string, Partial<Rule>, string | undefined]>([
  ["exit code 0", {}, undefined],
  ["exit code 1 without a diagnostic", { code: 1, stderr: "panic: a bug" }, "apply-failed"],
  ["a signal", { signal: "SIGKILL" }, "apply-failed"],
])("an apply that ends with %s", async (_, end, reason) => {
  tool = scriptTool([{ begins: "apply", ...end }]);
  const { error } = await applyPlan(tool.rootModule, { file: "/plan", variableArguments: [] });
  expect(error?.reason).toBe(reason);
  expect(tool.calls()).toStrictEqual(["apply -json -no-color -input=false /plan"]);
});
