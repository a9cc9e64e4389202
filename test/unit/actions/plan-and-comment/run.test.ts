import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import type { AllInputs } from "../../../../actions/plan-and-comment/src/contract.ts";
import { run } from "../../../../actions/plan-and-comment/src/run.ts";
import type { Job } from "../../../../actions/lib/runtime/job.ts";
import { scriptTool } from "../../../support/scripted-tool.ts";
import type { Rule, ScriptedTool } from "../../../support/scripted-tool.ts";
import { useServers } from "../../../support/servers.ts";

const SECRET = "hunter2-of-the-plan";
const changeOf = (name: string, actions: string[]) => ({
  address: `x.${name}`,
  mode: "managed",
  type: "x",
  name,
  change: { actions, before: { text: "old" }, after: { text: `a copy of ${SECRET}` } },
});
const PLAN = {
  format_version: "1.2",
  applyable: true,
  resource_changes: [changeOf("a", ["update"]), changeOf("b", ["delete", "create"])],
  output_changes: { secret: { actions: ["create"], after: SECRET, after_sensitive: true } },
};

let tool: ScriptedTool | undefined;
afterEach(() => tool?.remove());

function stage(command: "plan" | "apply", rules: readonly Rule[] = [], plan: object = PLAN) {
  tool = scriptTool([
    ...rules,
    { begins: "version", stdout: '{"terraform_version": "1.11.4"}' },
    { begins: "plan", code: 2, writesPlan: true },
    { begins: "show -json /", stdout: JSON.stringify(plan) },
    { begins: "show -json", stdout: '{"format_version": "1.0"}' },
    { begins: "output", stdout: "{}" },
    { begins: "apply" },
  ]);
  const { rootModule } = tool;
  writeFileSync(path.join(rootModule.directory, "main.tf"), "");
  const inputs = {
    command,
    workingDirectory: "workspace",
    toolPath: rootModule.tool.path,
    comment: "never",
    variables: {},
    sharedVariables: {},
    secretVariables: {},
    variablesFromSecret: [],
    variableFiles: [],
    targets: [],
    replace: [],
    destroy: false,
    refresh: true,
    extraArgs: [],
  } as unknown as AllInputs;
  const start = (change: Partial<Job> = {}) => run(inputs, { ...rootModule.job, ...change });
  const planFiles = () =>
    readdirSync(rootModule.job.temporaryDirectory).filter((name) => name.endsWith(".tfplan"));
  return { ...tool, start, planFiles };
}

test("counts and exit code are outputs; the plan file, which has all values, is removed", async () => {
  const { start, outputs, planFiles } = stage("plan");
  await start();
  expect(outputs).toMatchObject({ "exit-code": 2, change: 1, replace: 1, destroy: 0, add: 0 });
  expect(planFiles()).toStrictEqual([]);
});

test("a secret of the plan is in no report", async () => {
  const { start, outputs, summaries } = stage("plan");
  await start();
  const whole = readFileSync(String(outputs["summary-path"]), "utf8");
  expect(whole).toContain("a copy of");
  expect([whole, ...summaries].join("\n")).not.toContain(SECRET);
});

test("a failed apply fails the action; its messages are redacted, and the plan file is removed", async () => {
  const diagnostic = {
    severity: "error",
    summary: `not with ${SECRET}`,
    detail: "why",
    address: "x.a",
  };
  const stdout = `${JSON.stringify({ type: "diagnostic", diagnostic })}\n`;
  const { start, summaries, planFiles } = stage("apply", [{ begins: "apply", code: 1, stdout }]);
  await expect(start()).rejects.toMatchObject({ reason: "apply-failed" });
  expect(summaries.join("\n")).toContain("not with");
  expect(summaries.join("\n")).not.toContain(SECRET);
  expect(planFiles()).toStrictEqual([]);
});

test("a job whose lease cannot be read fails and applies nothing", async () => {
  const environment = { EKS_PIPELINE_LEASE: "not a lease" };
  const { start, calls } = stage("apply");
  await expect(start({ environment })).rejects.toMatchObject({ reason: "lease-lost" });
  expect(calls().filter((call) => call.startsWith("apply"))).toStrictEqual([]);
});

const serve = useServers();
test("if the lease is lost during the plan, nothing is applied", async () => {
  const before = process.env["AWS_ENDPOINT_URL_S3"];
  process.env["AWS_ENDPOINT_URL_S3"] = await serve((_, response) =>
    response.writeHead(404).end("<Error><Code>NoSuchKey</Code><Message>gone</Message></Error>"),
  );
  try {
    const lease = { token: "ours", environment: "dev", bucket: "states", region: "eu-west-1" };
    const environment = {
      EKS_PIPELINE_LEASE: JSON.stringify(lease),
      AWS_ACCESS_KEY_ID: "AKIA",
      AWS_SECRET_ACCESS_KEY: "secret",
    };
    const { start, calls } = stage("apply");
    await expect(start({ environment })).rejects.toMatchObject({ reason: "lease-lost" });
    expect(calls().some((call) => call.startsWith("plan"))).toBe(true);
    expect(calls().filter((call) => call.startsWith("apply"))).toStrictEqual([]);
  } finally {
    if (before === undefined) Reflect.deleteProperty(process.env, "AWS_ENDPOINT_URL_S3");
    else process.env["AWS_ENDPOINT_URL_S3"] = before;
  }
});
