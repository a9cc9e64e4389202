import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { createClient } from "../../../../../actions/lib/github/client.ts";
import type { GitHubClient } from "../../../../../actions/lib/github/client.ts";
import {
  protectionProblems,
  readProtection,
  refProblem,
} from "../../../../../actions/lib/github/environments.ts";
import { REPOSITORY, startJob } from "../../../../support/cloud.ts";
import { github, useGitHub } from "../../../../support/use-github.ts";
import fc from "../../../../support/fast-check.ts";

let client: GitHubClient;

useGitHub();
beforeAll(async () => {
  const { env, token } = await startJob(github, {}, { permissions: { actions: "read" } });
  client = createClient(token, { apiUrl: env["GITHUB_API_URL"] ?? "", repository: REPOSITORY });
  const put = (name: string, reviewers: string[], branches?: string[], tags?: string[]) =>
    github.state.putEnvironment({
      repository: REPOSITORY,
      name,
      reviewers,
      ...(branches && { branches }),
      ...(tags && { tags }),
    });
  put("dev", []);
  put("staging", ["monalisa"]);
  put("production", ["monalisa"], ["main"], ["v*"]);
});
beforeEach(() => github.faults.clear());

describe("readProtection", () => {
  test.each([
    ["dev", { hasReviewers: false, refs: "all" }],
    ["staging", { hasReviewers: true, refs: "all" }],
    [
      "production",
      {
        hasReviewers: true,
        refs: [
          { type: "branch", pattern: "main" },
          { type: "tag", pattern: "v*" },
        ],
      },
    ],
    ["gone", "missing"],
  ])("%s", async (name, expected) => {
    expect(await readProtection(client, name)).toStrictEqual(expected);
  });

  test("a token that does not see the repository does not say that an environment is missing", async () => {
    const body = '{"message":"Not Found"}';
    github.faults.add({
      match: { path: /\/repos\/[^/]+\/[^/]+(?:$|\/env)/ },
      respond: { status: 404, body },
      times: 2,
    });
    expect(await readProtection(client, "dev")).toStrictEqual({
      unreadable: expect.stringContaining("Not Found"),
    });
  });

  test("rules that cannot be found do not mean that the environment is missing", async () => {
    const body = '{"message":"Not Found"}';
    github.faults.add({
      match: { path: /deployment-branch-policies/ },
      respond: { status: 404, body },
    });
    expect(await readProtection(client, "production")).toStrictEqual({
      unreadable: expect.stringContaining("Not Found"),
    });
  });

  test("the protection is not readable without actions: read", async () => {
    const body = '{"message":"Resource not accessible by integration"}';
    github.faults.add({ match: { path: /\/environments/ }, respond: { status: 403, body } });
    expect(await readProtection(client, "dev")).toStrictEqual({
      unreadable: expect.stringContaining("Resource not accessible by integration"),
    });
  });
});

describe("protectionProblems", () => {
  const all = { hasReviewers: true, refs: "protected" as const };
  const branches = (...patterns: string[]) => ({
    hasReviewers: true,
    refs: patterns.map((pattern) => ({ type: "branch" as const, pattern })),
  });
  const none = { hasReviewers: false, refs: "all" as const };
  test.each([
    ["dev", undefined, none, []],
    ["dev", undefined, "missing" as const, ["GitHub has no environment"]],
    ["production", "staging", all, []],
    ["production", "staging", "missing" as const, ["GitHub has no environment"]],
    ["production", "staging", { ...all, hasReviewers: false }, ["no required reviewers"]],
    ["production", "staging", { ...all, refs: "all" as const }, ["lets every branch deploy"]],
    ["production", "staging", branches("main", "release/*"), []],
    ["production", "staging", branches("main", "*"), ["lets every branch deploy"]],
    ["production", "staging", branches("**/*"), ["lets every branch deploy"]],
    [
      "production",
      "staging",
      { hasReviewers: true, refs: [{ type: "tag" as const, pattern: "*" }] },
      [],
    ],
    ["production", "staging", none, ["no required reviewers", "lets every branch deploy"]],
  ])(
    "problems of %s with promote-from %s and protection %o",
    (name, promoteFrom, found, expected) => {
      const problems = protectionProblems(name, promoteFrom, found);
      expect(problems).toStrictEqual(expected.map((part) => expect.stringContaining(part)));
      for (const problem of problems) expect(problem).toContain(`"${name}"`);
    },
  );
});

describe("refProblem", () => {
  const rules = {
    hasReviewers: true,
    refs: [
      { type: "branch" as const, pattern: "main" },
      { type: "branch" as const, pattern: "release/*" },
      { type: "tag" as const, pattern: "v?.*" },
    ],
  };
  const protectedOnly = { hasReviewers: true, refs: "protected" as const };

  test.each([["refs/heads/main"], ["refs/heads/release/1"], ["refs/tags/v1.2.3"]])(
    "%s may deploy",
    (ref) => {
      expect(refProblem("dev", rules, ref)).toBeUndefined();
      expect(refProblem("dev", { hasReviewers: false, refs: "all" }, ref)).toBeUndefined();
    },
  );

  test.each([
    ["refs/heads/maintenance", 'the branch "maintenance"'],
    ["refs/heads/release/1/fix", 'the branch "release/1/fix"'],
    ["refs/heads/v1.2.3", 'the branch "v1.2.3"'],
    ["refs/tags/main", 'the tag "main"'],
    ["refs/tags/v1", 'the tag "v1"'],
    ["refs/pull/7/merge", 'the branch "refs/pull/7/merge"'],
  ])("%s may not deploy, and the problem names the rules", (ref, words) => {
    const problem = refProblem("dev", rules, ref);
    expect(problem).toContain(`environment "dev" does not let ${words} deploy`);
    expect(problem).toContain('it allows the branch "main" and the branch "release/*" and the tag');
  });

  test("a tag may not deploy if only protected branches may; any branch passes, because only GitHub knows which are protected", () => {
    expect(refProblem("dev", protectedOnly, "refs/heads/main")).toBeUndefined();
    expect(refProblem("dev", protectedOnly, "refs/tags/v1")).toContain("allows protected branches");
  });

  test.each([
    ["feature/**/x", "feature/a/b/x", true],
    ["feature/**/x", "feature/x", true],
    ["**/x", "x", true],
    ["a.c", "abc", false],
    ["(a", "(a", true],
    ["v[0-9]", "main", true],
    ["", "main", false],
  ])("the pattern %s for the branch %s", (pattern, name, fits) => {
    const only = { hasReviewers: true, refs: [{ type: "branch" as const, pattern }] };
    expect(refProblem("dev", only, `refs/heads/${name}`) === undefined).toBe(fits);
  });

  test("any pattern is read without an error", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (pattern, name) => {
        const only = { hasReviewers: true, refs: [{ type: "branch" as const, pattern }] };
        const found = refProblem("dev", only, `refs/heads/${name}`);
        expect(["undefined", "string"]).toContain(typeof found);
      }),
    );
  });
});
