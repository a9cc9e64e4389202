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

test.each<[string, Partial<Rule>, string]>([
  ["a signal", { signal: "SIGKILL" }, "SIGKILL"],
  ["the exit code that a shell gives for it", { code: 137, stderr: "Killed" }, "SIGKILL"],
])("an apply that was ended by %s says so, and what may be left", async (_, end, signal) => {
  tool = scriptTool([{ begins: "apply", ...end }]);
  const { error } = await applyPlan(tool.rootModule, { file: "/plan", variableArguments: [] });
  expect(error?.message).toBe(`terraform apply was ended by ${signal}`);
  expect(error?.fix).toMatch(
    /memory.*`parallelism`.*lock of the state.*without being in the state/,
  );
});

test("an apply that reports an error before it is killed has this error as its cause", async () => {
  const line = {
    "@message": "Error: no",
    type: "diagnostic",
    diagnostic: { severity: "error", summary: "no" },
  };
  tool = scriptTool([{ begins: "apply", code: 137, stdout: `${JSON.stringify(line)}\n` }]);
  const { error } = await applyPlan(tool.rootModule, { file: "/plan", variableArguments: [] });
  expect(error?.message).toBe("terraform apply failed: no");
});

test.each([
  [
    "an error",
    {
      "@message": "Error: no",
      type: "diagnostic",
      diagnostic: { severity: "error", summary: "no" },
    },
  ],
  [
    "a failed change",
    { "@message": "a: failed", type: "apply_errored", hook: { resource: { addr: "a" } } },
  ],
])("an apply that prints %s has failed, also if a wrapper ends with 0", async (_, line) => {
  tool = scriptTool([{ begins: "apply", stdout: `${JSON.stringify(line)}\n` }]);
  const { error } = await applyPlan(tool.rootModule, { file: "/plan", variableArguments: [] });
  expect(error?.reason).toBe("apply-failed");
  expect(tool.log.join("\n")).toContain("has failed, but its exit code is 0");
});

test("an apply with a warning has not failed", async () => {
  const line = {
    "@message": "Warning: a",
    type: "diagnostic",
    diagnostic: { severity: "warning", summary: "a" },
  };
  tool = scriptTool([{ begins: "apply", stdout: `${JSON.stringify(line)}\n` }]);
  const { error } = await applyPlan(tool.rootModule, { file: "/plan", variableArguments: [] });
  expect(error).toBeUndefined();
});

const diagnostic = (summary: string, address?: string) =>
  JSON.stringify({
    "@level": "error",
    "@message": `Error: ${summary}`,
    type: "diagnostic",
    diagnostic: { severity: "error", summary, detail: "", address },
  });
const LINES = [
  JSON.stringify({
    "@message": "a: Creating...",
    type: "apply_start",
    hook: { resource: { addr: "a" }, action: "create" },
  }),
  diagnostic("context canceled", "a"),
  diagnostic("execution halted"),
  diagnostic("configmaps is forbidden", "b"),
].join("\n");

test.each([
  ["stopped", AbortSignal.abort(), ["b: configmaps is forbidden"]],
  [
    "not stopped",
    new AbortController().signal,
    ["a: context canceled", "execution halted", "b: configmaps is forbidden"],
  ],
])("annotates the errors that name a cause, of an apply that was %s", async (_, stop, expected) => {
  tool = scriptTool([{ begins: "apply", code: 1, stdout: `${LINES}\n` }]);
  const { rootModule } = tool;
  const [errors, events]: [string[], string[]] = [[], []];
  const log = { ...rootModule.job.log, error: (text: string) => void errors.push(text) };
  const { error } = await applyPlan(
    { ...rootModule, job: { ...rootModule.job, log } },
    { file: "/plan", variableArguments: [] },
    {},
    { stop, onEvent: ({ type }) => events.push(type) },
  );
  expect([error?.reason, errors]).toStrictEqual(["apply-failed", expected]);
  expect(events).toStrictEqual(["apply_start", "diagnostic", "diagnostic", "diagnostic"]);
});
