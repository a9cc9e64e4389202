// Runs the policy commands exactly as plan-and-comment's README shows them, with the programs that they call.
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { runPolicy } from "../../actions/plan-and-comment/src/policy/run.ts";
import { scriptTool } from "../support/scripted-tool.ts";
import type { ScriptedTool } from "../support/scripted-tool.ts";
import { ROOT } from "../support/workflows/files.ts";
import { requireEngines } from "./engines.ts";

jest.setTimeout(120_000);

const conftest = (await requireEngines("policies by conftest", ["conftest"]))?.conftest;
const checkov = (await requireEngines("policies by checkov", ["checkov"]))?.checkov;

const README = readFileSync(path.join(ROOT, "actions/plan-and-comment/README.md"), "utf8");
/** Returns the command of the README that calls a program. */
const commandOf = (program: string): string => {
  const [, command = ""] =
    new RegExp(`policy-command: (?:\\|\\n)?\\s*(${program} .*)`).exec(README) ?? [];
  return command;
};

const rule = {
  address: "aws_vpc_security_group_ingress_rule.ssh",
  mode: "managed",
  name: "ssh",
  type: "aws_vpc_security_group_ingress_rule",
  provider_name: "registry.terraform.io/hashicorp/aws",
};
const planOf = (range: string) => {
  const values = {
    cidr_ipv4: range,
    from_port: 22,
    to_port: 22,
    ip_protocol: "tcp",
    description: "ssh",
  };
  const expressions = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, { constant_value: value }]),
  );
  return JSON.stringify({
    format_version: "1.2",
    terraform_version: "1.11.4",
    planned_values: { root_module: { resources: [{ ...rule, values }] } },
    resource_changes: [{ ...rule, change: { actions: ["create"], before: null, after: values } }],
    configuration: { root_module: { resources: [{ ...rule, expressions }] } },
  });
};

let tool: ScriptedTool;
let programs: string;
beforeAll(() => {
  tool = scriptTool([]);
  programs = mkdtempSync(path.join(tmpdir(), "policies-"));
  const { checkout } = tool.rootModule.job;
  cpSync(path.join(ROOT, "examples/policies"), path.join(checkout, "policies"), {
    recursive: true,
  });
  if (conftest !== undefined)
    symlinkSync(conftest.files["conftest"] ?? "", path.join(programs, "conftest"));
  if (checkov !== undefined)
    writeFileSync(
      path.join(programs, "checkov"),
      `#!/bin/sh\nexec '${checkov.files["python"] ?? ""}' -m checkov.main --skip-download "$@"\n`,
      { mode: 0o755 },
    );
});
afterAll(() => {
  tool.remove();
  rmSync(programs, { recursive: true, force: true });
});

const judge = (program: string, range: string) => {
  const { job } = tool.rootModule;
  const plan = path.join(job.temporaryDirectory, "plan.json");
  writeFileSync(plan, planOf(range));
  const { PATH = "", HOME = "" } = process.env;
  return runPolicy(commandOf(program), plan, {
    ...job,
    environment: { PATH: `${programs}:${PATH}`, HOME },
  });
};

(conftest === undefined ? describe.skip : describe)("conftest", () => {
  test("accepts a plan, and names what it refuses", async () => {
    expect((await judge("conftest", "10.0.0.0/8")).error).toBeUndefined();
    expect((await judge("conftest", "0.0.0.0/0")).error).toMatchObject({
      reason: "policy-denied",
      message: expect.stringContaining(`${rule.address} is open to 0.0.0.0/0`),
    });
  });
});

(checkov === undefined ? describe.skip : describe)("checkov", () => {
  test("accepts a plan, and names what it refuses", async () => {
    expect((await judge("checkov", "10.0.0.0/8")).error).toBeUndefined();
    expect((await judge("checkov", "0.0.0.0/0")).error).toMatchObject({
      reason: "policy-denied",
      message: expect.stringContaining(`FAILED for resource: ${rule.address}`),
    });
  });
});
