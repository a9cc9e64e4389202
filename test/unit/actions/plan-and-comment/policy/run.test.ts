import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { runPolicy } from "../../../../../actions/plan-and-comment/src/policy/run.ts";
import { scriptTool } from "../../../../support/scripted-tool.ts";
import type { ScriptedTool } from "../../../../support/scripted-tool.ts";

let tool: ScriptedTool;
let plan: string;
beforeAll(() => {
  tool = scriptTool([]);
  plan = path.join(tool.rootModule.job.temporaryDirectory, "plan.json");
  writeFileSync(plan, '{"format_version":"1.2"}');
});
afterAll(() => tool.remove());

const expectRefusal = async (command: string, reason: string, message: string) => {
  const { error } = await judge(command);
  expect(error).toMatchObject({ reason, message: expect.stringContaining(message) });
};

const judge = (command: string) => {
  const { job } = tool.rootModule;
  const environment = { PATH: process.env["PATH"] ?? "" };
  return runPolicy(command, plan, { ...job, environment });
};

test("the command gets the plan on standard input and as a file, and accepts it with exit code 0", async () => {
  const verdict = await judge('cat; echo; grep -c format "$PLAN_JSON"; pwd');
  expect(verdict.error).toBeUndefined();
  const { checkout } = tool.rootModule.job;
  expect(verdict.text.split("\n")).toStrictEqual(['{"format_version":"1.2"}', "1", checkout]);
});

test.each([
  ["echo first; echo 'port 22 is open' >&2; exit 3", "(exit code 3): port 22 is open"],
  ["false", "(exit code 1)"],
  ["false | cat", "(exit code 1)"],
  ["false; echo not reached", "(exit code 1)"],
])("%s denies the plan", (command, message) => expectRefusal(command, "policy-denied", message));

test.each([
  ["no-such-program --check", "exit code 127"],
  ["kill -KILL $$", "SIGKILL"],
])("%s is no verdict", (command, message) => expectRefusal(command, "policy-not-run", message));
