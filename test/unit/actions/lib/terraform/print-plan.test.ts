import { afterEach, expect, test } from "@jest/globals";
import { printPlan } from "../../../../../actions/lib/terraform/print-plan.ts";
import { scriptTool } from "../../../../support/scripted-tool.ts";
import type { Rule, ScriptedTool } from "../../../../support/scripted-tool.ts";

let tool: ScriptedTool | undefined;
afterEach(() => tool?.remove());

async function print(rule: Omit<Rule, "begins">, changed = true): Promise<string[]> {
  tool = scriptTool([{ begins: "show -no-color the.tfplan", ...rule }]);
  await printPlan(tool.rootModule, { file: "the.tfplan", changed });
  return tool.log;
}

test("prints the plan as the tool shows it", async () => {
  expect(await print({ stdout: "Terraform will perform\n  + x\n" })).toStrictEqual([
    "Terraform will perform",
    "  + x",
  ]);
});

test("prints nothing for a plan without changes", async () => {
  expect(await print({ stdout: "No changes." }, false)).toStrictEqual([]);
});

test("logs that a tool cannot show the plan", async () => {
  expect(await print({ code: 1, stderr: "no such file" })).toStrictEqual([
    "no such file",
    "terraform show ended with exit code 1",
  ]);
});

test("prints the length of a very long line instead of the line (P-E 16)", async () => {
  expect(await print({ stdout: `${"x".repeat(20_001)}\ny` })).toStrictEqual([
    "(a line of 20001 characters)",
    "y",
  ]);
});

test("prints only the beginning of a very long plan", async () => {
  const log = await print({ stdout: "line\n".repeat(20_005) });
  expect([log.length, log.at(-1)]).toStrictEqual([20_001, "5 more lines are left out"]);
});
