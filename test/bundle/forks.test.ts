import { mkdirSync } from "node:fs";
import path from "node:path";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { PLAN_ROLE, REGION, REPOSITORY, pullRequestEvent } from "../support/cloud.ts";
import { rare } from "../support/rare.ts";
import { rehearse } from "../support/rehearse.ts";
import { runBundle } from "../support/run-bundle.ts";
import type { BundleResult, BundleRun } from "../support/run-bundle.ts";
import { cloud, useCloud } from "../support/use-cloud.ts";

useCloud();
beforeEach(() => cloud.github.faults.clear());

const AWS = { "role-arn": PLAN_ROLE, "aws-region": REGION };
/** Inputs with which each action would call AWS at once. */
const INPUTS: Record<string, Record<string, string>> = {
  "setup-terraform-backend": { ...AWS, "working-directory": "infra", bucket: "b-1", key: "k" },
  "plan-and-comment": { ...AWS, "working-directory": "infra" },
  "build-push-ecr": { ...AWS, images: "- { name: web, context: ., repository: web }" },
  "kube-deploy": { ...AWS, "working-directory": "infra", "cluster-name": "fleet-dev" },
};

async function act(
  name: string,
  event: NonNullable<BundleRun["event"]>,
  more: Partial<BundleRun> = {},
): Promise<BundleResult> {
  const workspace = path.join(cloud.directory, "checkout");
  mkdirSync(path.join(workspace, "infra"), { recursive: true });
  const job = await cloud.job({ eventName: event.name });
  return runBundle(name, {
    inputs: INPUTS[name] ?? {},
    event,
    workspace,
    directory: path.join(cloud.directory, "runs"),
    token: job.token,
    ...more,
    env: { ...job.env, ...more.env },
  });
}

const calls = () => cloud.aws.requests.length;
const warnings = ({ annotations }: BundleResult) =>
  annotations.filter(({ level }) => level === "warning").map(({ text }) => text);

describe.each(Object.keys(INPUTS))("%s on code of a fork", (name) => {
  test.each(["pull_request", "pull_request_target"])(
    "does nothing on %s, says so, and succeeds (H-E 60, P-E 66)",
    async (event) => {
      const before = calls();
      const run = await act(name, { ...pullRequestEvent(true), name: event });
      expect([run.exitCode, run.outputs, calls()]).toStrictEqual([0, {}, before]);
      expect(run.summary).toContain(`This ${event} run works on code that comes from a fork`);
      expect(run.summary).toContain(`${name} did nothing`);
    },
  );

  rare("does nothing when the event file cannot be read", async () => {
    const before = calls();
    const env = { GITHUB_EVENT_PATH: "/nonexistent/event.json" };
    const event = pullRequestEvent();
    const fork = { ...event, name: "pull_request_target" };
    cloud.github.faults.add({ match: { path: /\/pulls\/12/ }, respond: { status: 404 } });
    const run = await act(name, fork, { env });
    expect([run.exitCode, run.outputs, calls()]).toStrictEqual([0, {}, before]);
    expect(warnings(run)[0]).toContain("the event file of this pull_request_target run cannot be");
    expect(run.summary).toContain("did nothing");
    expect(run.summary).not.toContain("comes from a fork");
  });

  rare("does nothing after a fork's run", async () => {
    const head_repository = { id: 7, full_name: "somebody/fleet" };
    const payload = { workflow_run: { head_repository }, repository: { full_name: REPOSITORY } };
    const run = await act(name, { name: "workflow_run", payload });
    expect([run.exitCode, run.outputs, warnings(run)]).toStrictEqual([0, {}, []]);
  });
});

describe("what the event does not say is requested from GitHub", () => {
  const comment = { name: "issue_comment", payload: { issue: { number: 12, pull_request: {} } } };
  const ENDED = "no-configuration";

  test("a comment on a pull request from a branch of this repository: the action continues", async () => {
    const run = await act("plan-and-comment", comment);
    expect(run.outputs["failure-reason"]).toBe(ENDED);
  });

  test("a comment on a pull request from a fork: the action does not continue", async () => {
    const body = JSON.stringify({
      head: { repo: { id: 7, full_name: "somebody/fleet" } },
      base: { repo: { id: 42, full_name: REPOSITORY } },
    });
    const respond = { status: 200, headers: { "content-type": "application/json" }, body };
    cloud.github.faults.add({ match: { path: /\/pulls\/12/ }, respond });
    const run = await act("plan-and-comment", comment);
    expect([run.exitCode, run.outputs, cloud.github.faults.pending]).toStrictEqual([0, {}, 0]);
  });

  test.each([
    ["no event file", "/nonexistent/event.json"],
    ["an event file that is not JSON", import.meta.filename],
  ])(
    "%s, but a branch of this repository: the action continues, with a warning",
    async (_, file) => {
      const run = await act("plan-and-comment", pullRequestEvent(), {
        env: { GITHUB_EVENT_PATH: file },
      });
      expect(run.outputs["failure-reason"]).toBe(ENDED);
      expect(warnings(run)).toHaveLength(1);
    },
  );
});

rare(
  "the rehearsal of a fork's pull request succeeds without a plan, a comment or a request to AWS (H-E 60)",
  async () => {
    const { exitCode, result, requests, text } = await rehearse(["plan", "--fork", "--verbose"]);
    expect([exitCode, result?.comments]).toStrictEqual([0, []]);
    expect(text).toContain("from the fork somebody/fleet");
    expect(text).toContain("plan-and-comment did nothing");
    // The action still checks the environment files.
    const environment = "github GET /api/v3/repos/{owner}/{repository}/environments/{environment}";
    expect(requests.trim().split("\n")).toStrictEqual([
      `${environment} rest:GetEnvironment`,
      `${environment}/deployment-branch-policies?per_page rest:ListDeploymentBranchPolicies`,
    ]);
  },
  120_000,
);

test("an image that is only built needs no credentials, so a fork may build it, but not with secrets", async () => {
  const inputs = { images: "- { name: web, context: missing, repository: web }", push: "false" };
  const env = { PATH: "/nonexistent" };
  const build = (name: string) =>
    act("build-push-ecr", { ...pullRequestEvent(true), name }, { inputs, env });
  const [plain, target] = [await build("pull_request"), await build("pull_request_target")];
  expect(plain.outputs["failure-reason"]).toBeDefined();
  expect([target.exitCode, target.outputs]).toStrictEqual([0, {}]);
});
