import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { createClient } from "../../../../../actions/lib/github/client.ts";
import type { GitHubClient } from "../../../../../actions/lib/github/client.ts";
import {
  protectionProblems,
  readProtection,
} from "../../../../../actions/lib/github/environments.ts";
import { REPOSITORY, startFleetGitHub, startJob } from "../../../../support/cloud.ts";
import type { GitHub } from "../../../../../rehearsal/github/index.ts";

let github: GitHub;
let client: GitHubClient;

beforeAll(async () => {
  github = await startFleetGitHub();
  const { env, token } = await startJob(github, {}, { permissions: { actions: "read" } });
  client = createClient(token, { apiUrl: env["GITHUB_API_URL"] ?? "", repository: REPOSITORY });
  const put = (name: string, reviewers: string[], branches?: string[]) =>
    github.state.putEnvironment({
      ...{ repository: REPOSITORY, name, reviewers },
      ...(branches && { branches }),
    });
  put("dev", []);
  put("staging", ["monalisa"]);
  put("production", ["monalisa"], ["main"]);
});
afterAll(() => github.close());
beforeEach(() => github.faults.clear());

describe("readProtection", () => {
  test.each([
    ["dev", { hasReviewers: false, hasBranchRule: false }],
    ["staging", { hasReviewers: true, hasBranchRule: false }],
    ["production", { hasReviewers: true, hasBranchRule: true }],
    ["gone", "missing"],
  ])("%s", async (name, expected) => {
    expect(await readProtection(client, name)).toStrictEqual(expected);
  });

  test("a token without actions: read cannot know", async () => {
    const body = '{"message":"Resource not accessible by integration"}';
    github.faults.add({ match: { path: /\/environments/ }, respond: { status: 403, body } });
    expect(await readProtection(client, "dev")).toStrictEqual({
      unreadable: expect.stringContaining("Resource not accessible by integration"),
    });
  });
});

describe("protectionProblems", () => {
  const all = { hasReviewers: true, hasBranchRule: true };
  const none = { hasReviewers: false, hasBranchRule: false };
  test.each([
    ["dev", undefined, none, []],
    ["dev", undefined, "missing" as const, ["GitHub has no environment"]],
    ["production", "staging", all, []],
    ["production", "staging", "missing" as const, ["GitHub has no environment"]],
    ["production", "staging", { ...all, hasReviewers: false }, ["no required reviewers"]],
    ["production", "staging", { ...all, hasBranchRule: false }, ["lets every branch deploy"]],
    ["production", "staging", none, ["no required reviewers", "lets every branch deploy"]],
  ])("%s from %s, %o", (name, promoteFrom, found, expected) => {
    const problems = protectionProblems(name, promoteFrom, found);
    expect(problems).toStrictEqual(expected.map((part) => expect.stringContaining(part)));
    for (const problem of problems) expect(problem).toContain(`"${name}"`);
  });
});
