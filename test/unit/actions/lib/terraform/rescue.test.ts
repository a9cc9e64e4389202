import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, expect, test } from "@jest/globals";
import { recoverWorkspace } from "../../../../../actions/lib/terraform/recover.ts";
import { rescueState } from "../../../../../actions/lib/terraform/rescue.ts";
import { scriptTool } from "../../../../support/scripted-tool.ts";
import type { Rule, ScriptedTool } from "../../../../support/scripted-tool.ts";
import { useServers } from "../../../../support/servers.ts";

const ERRORED = JSON.stringify({ version: 4, lineage: "ours", serial: 7 });
let tool: ScriptedTool | undefined;
const serve = useServers();
afterEach(() => {
  tool?.remove();
});

/** Creates a workspace with errored.tfstate. `current` is the stored state that `state pull` prints. */
function stage(current: object, push: Partial<Rule> = {}): ScriptedTool & { file: string } {
  tool = scriptTool([
    { begins: "state pull", stdout: JSON.stringify(current) },
    { begins: "state push", ...push },
  ]);
  const file = path.join(tool.rootModule.directory, "errored.tfstate");
  writeFileSync(file, ERRORED, { mode: 0o644 });
  return { ...tool, file };
}

test("the state of the apply is pushed if the stored state is older", async () => {
  const { rootModule, file } = stage({ lineage: "ours", serial: 6 });
  expect(await rescueState(rootModule)).toStrictEqual({ kind: "pushed", serial: 7 });
  expect(existsSync(file)).toBe(false);
});

test.each([
  ["has the same serial, so another run wrote it", { lineage: "ours", serial: 7 }, "changed since"],
  ["is newer", { lineage: "ours", serial: 8 }, "changed since"],
  ["is another state", { lineage: "theirs", serial: 1 }, "another lineage"],
])("nothing is overwritten if the stored state %s", async (_, current, why) => {
  const { rootModule, file, calls } = stage(current);
  expect(await rescueState(rootModule)).toMatchObject({
    kind: "left",
    why: expect.stringContaining(why),
  });
  expect(calls().filter((call) => call.startsWith("state push"))).toStrictEqual([]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("a state that cannot be pushed is stored next to the state, and only then removed", async () => {
  const { rootModule, file } = stage({ lineage: "ours", serial: 9 });
  const bodies: string[] = [];
  let status = 500;
  const s3 = await serve((request, response) => {
    void text(request).then((body) => {
      bodies.push(`${request.method} ${request.url?.split("?")[0]} ${body}`);
      response.writeHead(status).end();
    });
  });
  const config = { bucket: "states", key: "a.tfstate", region: "eu-west-1", endpoints: { s3 } };
  mkdirSync(path.join(rootModule.directory, ".terraform"));
  writeFileSync(
    path.join(rootModule.directory, ".terraform/terraform.tfstate"),
    JSON.stringify({ backend: { type: "s3", config } }),
  );
  const environment = { AWS_ACCESS_KEY_ID: "AKIA", AWS_SECRET_ACCESS_KEY: "secret" };
  const opened = { ...rootModule, environment };
  expect(await rescueState(opened)).toMatchObject({ kind: "left" });
  expect(existsSync(file)).toBe(true);
  status = 200;
  expect(await rescueState(opened)).toMatchObject({
    kind: "kept",
    address: "s3://states/errored/77-1/a.tfstate",
  });
  expect(bodies.at(-1)).toContain(`PUT /states/errored/77-1/a.tfstate`);
  expect(bodies.at(-1)).toContain(ERRORED);
  expect(existsSync(file)).toBe(false);
});

test("the post step rescues the state of an apply that ended without an interrupt", async () => {
  const { rootModule, file } = stage({ lineage: "ours", serial: 6 });
  const stdout = path.join(rootModule.job.temporaryDirectory, "stdout");
  writeFileSync(stdout, "");
  const operation = {
    purpose: "terraform apply",
    directory: rootModule.directory,
    startedAt: 0,
    stdout: { file: stdout, shown: 0 },
    stderr: { file: stdout, shown: 0 },
    process: { pid: 0, startTime: undefined },
    interrupted: false,
    ended: true,
  };
  const left = { operations: [operation], deadline: Infinity, cancelled: false };
  await recoverWorkspace(left, rootModule.job, () => Promise.resolve(rootModule));
  expect(existsSync(file)).toBe(false);
});
