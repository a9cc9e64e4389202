import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import { init } from "../../../../actions/setup-terraform-backend/src/init.ts";
import { scriptTool } from "../../../support/scripted-tool.ts";
import type { ScriptedTool } from "../../../support/scripted-tool.ts";

let tool: ScriptedTool | undefined;
afterEach(() => tool?.remove());

test.each([
  ["that exists is kept", true, ["-lockfile=readonly"]],
  ["that does not exist is written", false, []],
])(
  "a lock file %s, and the workspace selection of an earlier step is removed",
  async (_, locked, more) => {
    tool = scriptTool([{ begins: "init" }]);
    const { rootModule, calls } = tool;
    const selection = path.join(rootModule.directory, ".terraform/environment");
    mkdirSync(path.dirname(selection));
    writeFileSync(selection, "blue");
    if (locked) writeFileSync(path.join(rootModule.directory, ".terraform.lock.hcl"), "");
    await init(rootModule, undefined, []);
    expect(calls()).toStrictEqual([["init -input=false -no-color", ...more].join(" ")]);
    expect(existsSync(selection)).toBe(false);
  },
);

test.each([
  ["upgrades the lock file", { TF_CLI_ARGS_init: "-upgrade" }, [], false],
  ["sets how the lock file is used", { TF_CLI_ARGS: "-lockfile='readonly'" }, [], false],
  ["is for another command", { TF_CLI_ARGS_plan: "-upgrade" }, [], true],
  ["is turned off by init-args", { TF_CLI_ARGS_init: "-upgrade" }, ["-upgrade=0"], true],
])("respects an argument of TF_CLI_ARGS that %s (P-E 51)", async (_, variables, extra, isKept) => {
  tool = scriptTool([{ begins: "init" }]);
  const { rootModule, calls } = tool;
  writeFileSync(path.join(rootModule.directory, ".terraform.lock.hcl"), "");
  const environment = { ...rootModule.environment, ...variables };
  await init({ ...rootModule, environment }, undefined, extra);
  expect(calls()[0]?.includes("-lockfile=readonly")).toBe(isKept);
});

test.each(["-backend=false", "--backend=0", "-migrate-state", "-force-copy=true"])(
  "refuses %s in TF_CLI_ARGS_init if the state belongs in a bucket (P-E 51)",
  async (argument) => {
    tool = scriptTool([{ begins: "init" }]);
    const { rootModule, calls } = tool;
    const environment = { ...rootModule.environment, TF_CLI_ARGS_init: `-get=false ${argument}` };
    await expect(init({ ...rootModule, environment }, "backend.hcl", [])).rejects.toMatchObject({
      reason: "invalid-input",
      message: expect.stringContaining(`TF_CLI_ARGS_init contains ${argument}`) as unknown,
    });
    expect(calls()).toStrictEqual([""]);
    await init({ ...rootModule, environment }, undefined, []);
    expect(calls()).toHaveLength(1);
  },
);

test("an init that a cancel ends counts as cancelled, not as failed", async () => {
  tool = scriptTool([{ begins: "init", code: 1 }]);
  const { rootModule, cancel } = tool;
  const job = { ...rootModule.job, log: { ...rootModule.job.log } };
  job.log.withCommandsStopped = async (work) => {
    const finished = await work(() => undefined);
    cancel.abort(new Error("cancelled"));
    return finished;
  };
  await expect(init({ ...rootModule, job }, undefined, [])).rejects.toThrow("cancelled");
});
