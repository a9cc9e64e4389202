// Tests what the action says about a plan. A program replaces terraform: it shows any plan and behaves in any way.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { Plan, ResourceChange } from "../../actions/lib/terraform/plan-json.ts";
import { pullRequestEvent } from "../support/cloud.ts";
import { faultsOf, scenario } from "../support/plan-differences.ts";
import { writePlanTool } from "../support/plan-tool.ts";
import type { PlanTool } from "../support/plan-tool.ts";
import { rare } from "../support/rare.ts";
import { runBundle } from "../support/run-bundle.ts";
import type { BundleResult } from "../support/run-bundle.ts";
import { cloud, useCloud } from "../support/use-cloud.ts";
import fc from "../support/fast-check.ts";

let workspace: string;
useCloud();
beforeAll(() => {
  workspace = path.join(cloud.directory, "checkout");
  mkdirSync(path.join(workspace, "infra"), { recursive: true });
  writeFileSync(path.join(workspace, "infra/main.tf"), "");
});
beforeEach(() => {
  cloud.github.state.comments.splice(0);
});

let tools = 0;
const tool = (behaviour: Parameters<typeof writePlanTool>[1]): PlanTool =>
  writePlanTool(path.join(cloud.directory, `tool${(tools += 1)}`), behaviour);

async function act(
  { path: program }: PlanTool,
  inputs: Record<string, string> = {},
  env: Record<string, string> = {},
): Promise<BundleResult> {
  const job = await cloud.job();
  return runBundle("plan-and-comment", {
    inputs: { "working-directory": "infra", "tool-path": program, ...inputs },
    env: { ...job.env, ...env },
    event: pullRequestEvent(),
    workspace,
    directory: path.join(cloud.directory, "runs"),
    token: job.token,
  });
}

const report = (run: BundleResult): string =>
  readFileSync(run.outputs["summary-path"] ?? "", "utf8");
const comments = () => cloud.github.state.comments.map(({ body }) => body);

const create = (more: Partial<ResourceChange["change"]> = {}): ResourceChange => ({
  address: "terraform_data.door",
  mode: "managed",
  type: "terraform_data",
  name: "door",
  change: { actions: ["create"], before: null, after: { input: 1 }, ...more },
});
const plan = (more: Partial<Plan> = {}): Plan => ({
  format_version: "1.2",
  applyable: true,
  complete: true,
  resource_changes: [create()],
  ...more,
});
const DONE = {
  "@level": "info",
  "@message": "terraform_data.door: Creation complete",
  type: "apply_complete",
  hook: { resource: { addr: "terraform_data.door" }, action: "create" },
};

describe("a wrapper that exits with 0 when terraform exits with 2 (P-E 61)", () => {
  test("a plan with changes is reported with its changes", async () => {
    const run = await act(tool({ plan: plan(), planCode: 0 }), { comment: "on-change" });
    expect(run.outputs).toMatchObject({ "has-changes": "true", "exit-code": "2", add: "1" });
    expect(comments()[0]).toContain("**Plan: 1 to add, 0 to change, 0 to destroy.**");
  });

  test("its plan is applied", async () => {
    const wrapped = tool({ plan: plan(), planCode: 0, applyEvents: [DONE] });
    const run = await act(wrapped, { command: "apply" });
    expect([run.exitCode, run.outputs["has-changes"]]).toStrictEqual([0, "true"]);
    expect(report(run)).toContain("**Applied 1 change**");
    expect(wrapped.calls().map(({ argv }) => argv[0])).toContain("apply");
  });

  rare("a plan without changes is not applied, whatever the exit code says", async () => {
    const wrapped = tool({ plan: plan({ applyable: false, resource_changes: [] }), planCode: 2 });
    const run = await act(wrapped, { command: "apply" });
    expect(run.outputs).toMatchObject({ "has-changes": "false", "exit-code": "0" });
    expect(wrapped.calls().map(({ argv }) => argv[0])).not.toContain("apply");
  });
});

test("an apply that exits with an error fails, even without output of the tool", async () => {
  const run = await act(tool({ plan: plan(), applyCode: 1 }), { command: "apply" });
  expect([run.exitCode, run.outputs["failure-reason"]]).toStrictEqual([1, "apply-failed"]);
});

rare(
  "arguments of TF_CLI_ARGS reach only plans and applies; the report names what they exclude",
  async () => {
    const recorded = tool({ plan: plan({ resource_changes: [] }) });
    const given = { TF_CLI_ARGS_show: "-no-such", TF_CLI_ARGS_plan: "-refresh=false" };
    const run = await act(recorded, { targets: "module.a" }, given);
    const seen = recorded.calls().map((call) => [call.argv[0], call.arguments]);
    expect(seen).toContainEqual(["plan", given]);
    expect(seen).toContainEqual(["show", { TF_CLI_ARGS: "-no-color" }]);
    expect(report(run)).toContain("**No changes**");
    expect(report(run)).toContain(
      "Not looked at: the real objects (refresh is off, so the plan relies on the state); everything that module.a does not need.",
    );
  },
);

test("variables and the saved plan are private, and the saved plan is gone afterwards", async () => {
  const recorded = tool({ plan: plan() });
  await act(recorded, { variables: "size: 3" });
  const [planned] = recorded.calls().filter(({ argv }) => argv[0] === "plan");
  expect(planned?.variables).toStrictEqual([{ mode: 0o600, text: '{"size":3}' }]);
  const [shown] = recorded.calls().filter(({ argv }) => argv[0] === "show");
  expect(shown?.hasPlan).toBe(true);
  expect(existsSync(shown?.argv.at(-1) ?? "")).toBe(false);
});

test("a copy of a sensitive value is hidden in comment, summary and report", async () => {
  const secret = "correct-horse-4711";
  const after = { password: secret, note: `it is ${secret}`, size: 1 };
  const shown = plan({
    resource_changes: [create({ after, after_sensitive: { password: true } })],
    action_invocations: [
      {
        address: "action.x.y",
        config_values: { token: "battery-staple-1147", copy: "with battery-staple-1147" },
        config_sensitive: { token: true },
      },
    ],
  });
  const run = await act(tool({ plan: shown }));
  const texts = [comments()[0] ?? "", run.summary, report(run)];
  for (const text of texts) {
    expect(text).toContain("size = 1");
    expect(text).toContain("copy = ");
    expect(text).not.toMatch(/correct-horse|battery-staple/);
  }
});

rare("the comment is shortened; the file and the job summary have everything", async () => {
  const unknown = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`part_${at}`, true]));
  const run = await act(
    tool({ plan: plan({ resource_changes: [create({ after_unknown: unknown })] }) }),
  );
  expect(comments()[0]).toContain("not shown: 20 known after apply");
  expect(comments()[0]).not.toContain("part_19");
  for (const text of [report(run), run.summary]) expect(text).toContain("part_18, part_19");
});

rare("any plan is shown completely", async () => {
  for (const any of fc.sample(scenario, { numRuns: 3, seed: 11 })) {
    const run = await act(tool({ plan: any.plan }));
    expect(faultsOf(any, report(run))).toStrictEqual([]);
  }
});
