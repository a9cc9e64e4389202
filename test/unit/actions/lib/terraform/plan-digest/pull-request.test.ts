import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { zipSync } from "fflate";
import type { Part } from "../../../../../../actions/lib/environment/environment.ts";
import type { GitHubContext } from "../../../../../../actions/lib/github/context.ts";
import {
  defaultUnreviewed,
  findShownPlan,
} from "../../../../../../actions/lib/terraform/plan-digest/pull-request.ts";
import { startGitHub } from "../../../../../../rehearsal/github/index.ts";
import type { GitHub } from "../../../../../../rehearsal/github/index.ts";
import { REPOSITORY, startJob } from "../../../../../support/cloud.ts";
import { mergedPull } from "../../../../../support/github-records.ts";

const directory = mkdtempSync(path.join(tmpdir(), "shown-"));
const sha = (digit: number) => String(digit).repeat(40);
const [MERGED, FORKED, UNPLANNED, NOBODY] = [sha(1), sha(2), sha(3), sha(9)];
const MANIFEST = {
  schema: 1,
  digest: `hmac-sha256:${"a".repeat(64)}`,
  environment: "dev",
  command: "apply",
  entries: [],
};
const READ = { actions: "read", "pull-requests": "read" };

let github: GitHub;
beforeAll(async () => {
  github = await startGitHub({
    repositories: [{ name: REPOSITORY, id: 42, ownerId: 7, private: true, defaultBranch: "main" }],
    artifactsOf: ({ id }) => path.join(directory, String(id)),
  });
  addPull(21, MERGED, sha(4));
  addPull(22, FORKED, sha(5), "somebody/fleet");
  addPull(23, UNPLANNED, sha(6));
  github.state.putRun({
    repository: REPOSITORY,
    id: 5,
    number: 5,
    attempt: 1,
    event: "pull_request",
    workflow: ".github/workflows/plan.yml",
    ref: "refs/pull/21/merge",
    sha: sha(7),
    headSha: sha(4),
    conclusion: "success",
  });
  mkdirSync(path.join(directory, "5"));
  put("plan-dev-infrastructure", { "plan-manifest.json": JSON.stringify(MANIFEST), "plan.md": "" });
  put("plan-dev-kubernetes", { "plan.md": "" });
  put("plan-staging-infrastructure", { "plan-manifest.json": "{}" });
  writeFileSync(path.join(directory, "5", "plan-staging-kubernetes.zip"), "no archive");
  github.state.putEnvironment({ repository: REPOSITORY, name: "dev", reviewers: [] });
  github.state.putEnvironment({ repository: REPOSITORY, name: "staging", reviewers: ["monalisa"] });
});
afterAll(async () => {
  await github.close();
  rmSync(directory, { recursive: true });
});
beforeEach(() => github.faults.clear());

function addPull(number: number, mergeCommitSha: string, head: string, fork?: string): void {
  const from = fork === undefined ? {} : { repository: fork };
  github.addPullRequest(
    mergedPull({ number, head: { ref: "change", sha: head, ...from }, mergeCommitSha }),
  );
}

const put = (name: string, files: Record<string, string>) =>
  writeFileSync(
    path.join(directory, "5", `${name}.zip`),
    zipSync(
      Object.fromEntries(Object.entries(files).map(([file, text]) => [file, Buffer.from(text)])),
    ),
  );

interface Asked {
  commit?: string;
  environment?: string;
  part?: Part;
  permissions?: Record<string, string>;
  token?: "none";
}

async function jobOf({ commit = MERGED, permissions = READ }: Asked) {
  const { token } = await startJob(github, {}, { permissions });
  const context: Partial<GitHubContext> = {
    apiUrl: github.apiUrl,
    repository: REPOSITORY,
    eventName: "workflow_dispatch",
    sha: commit,
    ref: "refs/heads/main",
  };
  return { token, job: { context: context as GitHubContext } };
}

async function find(asked: Asked = {}) {
  const { environment = "dev", part = "infrastructure" } = asked;
  const { token, job } = await jobOf(asked);
  const githubToken = asked.token === "none" ? undefined : token;
  return findShownPlan({ environment, part, githubToken }, job);
}

describe("the plan that the merged pull request showed", () => {
  test("is found with its digest, and where it was shown", async () => {
    expect(await find()).toMatchObject({
      where: "pull request #21",
      manifest: { digest: MANIFEST.digest, environment: "dev", command: "apply" },
    });
  });

  test.each<[string, Asked, string]>([
    ["no pull request", { commit: NOBODY }, `no merged pull request brought the commit ${NOBODY}`],
    [
      "a pull request of a fork, which gets no plan",
      { commit: FORKED },
      "pull request #22 comes from a fork, which gets no credentials to plan with",
    ],
    [
      "no run with a plan",
      { commit: UNPLANNED },
      "no successful run of pull request #23 has the artifact plan-dev-infrastructure: nothing was planned there",
    ],
    [
      "a plan before the first deployment",
      { part: "kubernetes" },
      "the artifact plan-dev-kubernetes of pull request #21 has no manifest: the environment had no digest key then",
    ],
    [
      "a file that is not a manifest",
      { environment: "staging" },
      "the artifact plan-staging-infrastructure of pull request #21 cannot be read: the file is not a plan manifest",
    ],
    [
      "an artifact that is not an archive",
      { environment: "staging", part: "kubernetes" },
      "cannot be read: the file is not a ZIP archive",
    ],
    ["no token", { token: "none" }, "github-token is empty"],
    [
      "no actions: read",
      { permissions: { "pull-requests": "read" } },
      "Resource not accessible by integration - https://docs.github.com/rest. Give the job `permissions: actions: read, pull-requests: read`",
    ],
    ["no pull-requests: read", { permissions: { actions: "read" } }, "pull-requests: read`"],
  ])("is missing, with the reason (P-E 82): %s", async (_, asked, words) => {
    const { manifest } = await find(asked);
    expect(manifest).toStrictEqual(expect.stringContaining(words));
  });

  test("is not downloaded if the archive is above the limit or has expired (P-E 89)", async () => {
    for (const [change, words] of [
      [{ size_in_bytes: 100_000_001, expired: false }, "has more than 100000000 bytes"],
      [{ size_in_bytes: 10, expired: true }, "has expired"],
    ] as const) {
      const artifacts = [{ id: 1, name: "plan-dev-infrastructure", ...change }];
      const body = JSON.stringify({ total_count: 1, artifacts });
      const headers = { "content-type": "application/json" };
      github.faults.add({
        match: { operation: "rest:ListArtifacts" },
        respond: { status: 200, headers, body },
      });
      expect((await find()).manifest).toContain(words);
    }
    expect(github.requests.filter(({ path: one }) => one.includes("/artifacts/1/"))).toHaveLength(
      0,
    );
  });
});

describe("the default for a plan that is not as reviewed", () => {
  const decide = async (environment: string, asked: Asked = {}) => {
    const { token, job } = await jobOf(asked);
    const githubToken = asked.token === "none" ? undefined : token;
    return defaultUnreviewed({ environment, part: "infrastructure", githubToken }, job);
  };

  test.each<[string, Asked, string, string]>([
    ["staging", {}, "stop", `GitHub's environment "staging" has required reviewers`],
    ["dev", {}, "apply", `GitHub's environment "dev" has no required reviewers`],
    ["other", {}, "apply", `GitHub's environment "other" does not exist`],
    ["staging", { token: "none" }, "stop", "it is not known whether"],
    ["dev", { permissions: {} }, "stop", "it is not known whether"],
  ])("for %s with %j is %s", async (environment, asked, unreviewed, because) => {
    expect(await decide(environment, asked)).toStrictEqual({
      unreviewed,
      because: expect.stringContaining(because),
    });
  });
});
