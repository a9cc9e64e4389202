// The protection of an environment, and who approved a run, as GitHub's API shows them.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, test } from "@jest/globals";
import { passGate, type GitHub } from "../../../../../rehearsal/github/index.ts";
import { pushRun } from "../../../../support/github-records.ts";
import { FLEET, octokitOf, refusal, start } from "../server.ts";

const REPOSITORY = "example-org/fleet";
const READ = { actions: "read" };

let github: GitHub;
let octokit: Awaited<ReturnType<typeof octokitOf>>;
beforeAll(async () => {
  github = await start();
  octokit = await octokitOf(github, READ);
  github.state.putEnvironment({ repository: REPOSITORY, name: "dev", reviewers: [] });
  github.state.putEnvironment({
    repository: REPOSITORY,
    name: "production",
    reviewers: ["monalisa"],
    branches: ["main"],
  });
});
afterAll(() => github.close());

const pass = (
  environment: string,
  ref = "refs/heads/main",
  runId = 77,
  state = "approved" as const,
) =>
  passGate(
    github.state,
    { repository: REPOSITORY, environment, ref, runId },
    { state, comment: "looks good" },
  );
const policiesOf = (environment_name: string) =>
  octokit.rest.repos.listDeploymentBranchPolicies({ ...FLEET, environment_name });

describe("an environment", () => {
  it("with reviewers and a branch rule shows both", async () => {
    const { data } = await octokit.rest.repos.getEnvironment({
      ...FLEET,
      environment_name: "production",
    });
    expect(data).toMatchObject({
      name: "production",
      protection_rules: [
        {
          type: "required_reviewers",
          prevent_self_review: true,
          reviewers: [{ type: "User", reviewer: { login: "monalisa" } }],
        },
        { type: "branch_policy" },
      ],
      deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
    });
    expect((await policiesOf("production")).data).toMatchObject({
      total_count: 1,
      branch_policies: [{ name: "main", type: "branch" }],
    });
  });

  it("without protection has no rules", async () => {
    const { data } = await octokit.rest.repos.getEnvironment({ ...FLEET, environment_name: "DEV" });
    expect(data).toMatchObject({
      name: "dev",
      protection_rules: [],
      deployment_branch_policy: null,
    });
    expect((await policiesOf("dev")).data.branch_policies).toStrictEqual([]);
  });

  it("that does not exist is not found", async () => {
    const call = octokit.rest.repos.getEnvironment({ ...FLEET, environment_name: "none" });
    expect(await refusal(call)).toMatch(/^404 Not Found/);
    expect(await refusal(policiesOf("none"))).toMatch(/^404 Not Found/);
  });

  it("is hidden from a token without actions: read", async () => {
    const other = await octokitOf(github, { contents: "read" });
    const call = other.rest.repos.getEnvironment({ ...FLEET, environment_name: "dev" });
    expect(await refusal(call)).toMatch(/^403 Resource not accessible by integration/);
  });
});

describe("a job that names an environment", () => {
  const approvals = (run_id: number) => octokit.rest.actions.getReviewsForRun({ ...FLEET, run_id });

  it("passes, and the history of the run has the approver", async () => {
    github.state.putRun(pushRun(77));
    expect(pass("production")).toStrictEqual({
      created: false,
      approval: { state: "approved", user: "monalisa", comment: "looks good" },
    });
    expect((await approvals(77)).data).toMatchObject([
      {
        state: "approved",
        comment: "looks good",
        user: { login: "monalisa" },
        environments: [{ name: "production" }],
      },
    ]);
  });

  it("asks nobody if the environment has no reviewers", async () => {
    github.state.putRun(pushRun(78));
    expect(pass("dev", "refs/heads/feature", 78)).toStrictEqual({ created: false });
    expect((await approvals(78)).data).toStrictEqual([]);
  });

  it("has no history if its run does not exist", async () => {
    expect(await refusal(approvals(999))).toMatch(/^404 Not Found/);
  });

  test.each([
    ["refs/heads/feature", 'Branch "feature"'],
    ["refs/pull/5/merge", 'Branch "refs/pull/5/merge"'],
    ["refs/tags/main", 'Tag "main"'],
  ])("is refused from %s before anybody is asked", (ref, what) => {
    const before = github.state.approvals.length;
    expect(() => pass("production", ref)).toThrow(
      `${what} is not allowed to deploy to production due to environment protection rules.`,
    );
    expect(github.state.approvals).toHaveLength(before);
  });

  it("creates a missing environment once, without protection", () => {
    expect(pass("prodution", "refs/heads/feature")).toStrictEqual({ created: true });
    expect(pass("Prodution", "refs/heads/feature")).toStrictEqual({ created: false });
  });
});

test("environments and runs survive a restart; new protection replaces the old one", async () => {
  const directory = mkdtempSync(join(tmpdir(), "github-"));
  const first = await start(directory);
  const environment = { repository: REPOSITORY, name: "production" };
  const { id } = first.state.putEnvironment({ ...environment, reviewers: ["monalisa"] });
  first.state.putRun(pushRun(5));
  await first.close();
  const second = await start(directory);
  try {
    second.state.putRun(pushRun(5, { conclusion: "success" }));
    expect(second.state.runs).toMatchObject([{ id: 5, conclusion: "success" }]);
    expect(second.state.putEnvironment({ ...environment, reviewers: [] })).toMatchObject({ id });
    expect(second.state.environment(REPOSITORY, "production")?.reviewers).toStrictEqual([]);
  } finally {
    await second.close();
    rmSync(directory, { recursive: true });
  }
});
