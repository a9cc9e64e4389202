import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import { init } from "../../../../actions/setup-terraform-backend/src/init.ts";
import { scriptTool } from "../../../support/scripted-tool.ts";
import type { ScriptedTool } from "../../../support/scripted-tool.ts";

let tool: ScriptedTool | undefined;
afterEach(() => tool?.remove());

test.each([
  ["is kept as it is", true, ["-lockfile=readonly"]],
  ["that is missing is written", false, []],
])("a lock file %s, and the selection of an earlier step is forgotten", async (_, locked, more) => {
  tool = scriptTool([{ begins: "init" }]);
  const { rootModule, calls } = tool;
  const selection = path.join(rootModule.directory, ".terraform/environment");
  mkdirSync(path.dirname(selection));
  writeFileSync(selection, "blue");
  if (locked) writeFileSync(path.join(rootModule.directory, ".terraform.lock.hcl"), "");
  await init(rootModule, undefined, []);
  expect(calls()).toStrictEqual([["init -input=false -no-color", ...more].join(" ")]);
  expect(existsSync(selection)).toBe(false);
});

test("an init that a cancel ends is cancelled, not failed", async () => {
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
