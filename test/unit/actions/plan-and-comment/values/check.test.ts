import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import { checkValues } from "../../../../../actions/plan-and-comment/src/values/check.ts";
import { scriptTool } from "../../../../support/scripted-tool.ts";
import type { Rule, ScriptedTool } from "../../../../support/scripted-tool.ts";

let tool: ScriptedTool | undefined;
afterEach(() => tool?.remove());

type Given = Parameters<typeof checkValues>[0];

/** Scripts what terraform prints about the reduced workspace. */
const plan = (...details: string[]): Rule => ({
  begins: "plan -json",
  code: details.length === 0 ? 0 : 1,
  stdout: details
    .map((detail) =>
      JSON.stringify({
        "@message": "Error",
        type: "diagnostic",
        diagnostic: { severity: "error", summary: "Invalid value for variable", detail },
      }),
    )
    .join("\n"),
});

async function check(rule: Rule, more: Partial<Given> = {}): Promise<unknown> {
  tool = scriptTool([{ begins: "init" }, rule]);
  const { rootModule } = tool;
  writeFileSync(path.join(rootModule.directory, "main.tf"), 'variable "size" {}\n');
  writeFileSync(path.join(rootModule.directory, "dev.tfvars"), "size = 3\n");
  const given = {
    workingDirectory: "workspace",
    variableFiles: ["dev.tfvars"],
    extraArgs: [],
    variables: {},
    sharedVariables: {},
    secretVariables: {},
    variablesFromSecret: [],
    outputVariables: {},
    imageVariables: {},
    images: undefined,
    infrastructureDirectory: undefined,
    infrastructureOutputs: undefined,
    ...more,
  } as unknown as Given;
  return checkValues(given, rootModule).catch((error: unknown) => error);
}

test("the log names the valid values", async () => {
  await expect(check(plan())).resolves.toBeUndefined();
  expect(tool?.log.join("\n")).toContain("values of workspace that are known now are valid: size");
});

test("the error about a wrong value names the value, its file, and that nothing was changed", async () => {
  expect(await check(plan("size: 3 is not valid. Expected 4."))).toMatchObject({
    reason: "values-invalid",
    message:
      "a value of workspace is not valid, and nothing was changed. size: 3 is not valid. Expected 4.",
    fix: "correct it in dev.tfvars, and run again",
  });
});

test("the error about several wrong values names each file and input that may contain them", async () => {
  expect(await check(plan("a.", "b."), { variables: { size: 5 } })).toMatchObject({
    message: "2 values of workspace are not valid, and nothing was changed. a. b.",
    fix: "correct them in dev.tfvars or variables, and run again",
  });
});

test("values that cannot be checked are left to the plan, and never called valid", async () => {
  await expect(check({ begins: "plan", code: 1, stderr: "no" })).resolves.toBeUndefined();
  expect(tool?.log.join("\n")).toContain("of workspace could not be checked before its plan: no");
  await expect(check(plan("a."), { extraArgs: ["-var=size=7"] })).resolves.toBeUndefined();
  expect(tool?.calls()).toStrictEqual([""]);
});

test("a missing variable file has its own failure reason", async () => {
  expect(await check(plan(), { variableFiles: ["staging.tfvars"] })).toMatchObject({
    reason: "variable-file-missing",
  });
});
