import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getOctokit } from "@actions/github";
import { afterAll, beforeAll, describe, expect, it, test } from "@jest/globals";
import type { GitHub } from "../../../../rehearsal/github/index.ts";
import { FLEET, octokitOf, refusal, start } from "./server.ts";

let github: GitHub;
let octokit: Awaited<ReturnType<typeof octokitOf>>;
beforeAll(async () => {
  github = await start();
  octokit = await octokitOf(github);
});
afterAll(() => github.close());

const onPull = { ...FLEET, issue_number: 5 };

describe("a pull request", () => {
  it("has the repositories of its head and its base", async () => {
    const { data } = await octokit.rest.pulls.get({ ...FLEET, pull_number: 5 });
    expect([data.number, data.head.repo.full_name, data.base.repo.full_name]).toStrictEqual([
      5,
      "example-org/fleet",
      "example-org/fleet",
    ]);
  });

  it("that does not exist is not found", async () => {
    const call = octokit.rest.pulls.get({ ...FLEET, pull_number: 500 });
    expect(await refusal(call)).toMatch(/^404 Not Found/);
  });
});

describe("comments", () => {
  it("are created, changed, listed and deleted", async () => {
    const { issues } = octokit.rest;
    const created = await issues.createComment({ ...onPull, body: "hello" });
    expect(created.status).toBe(201);
    expect(created.data.user?.login).toBe("github-actions[bot]");
    expect(created.data.html_url).toBe(
      `${github.url}/example-org/fleet/pull/5#issuecomment-${created.data.id}`,
    );
    const comment_id = created.data.id;
    await issues.updateComment({ ...FLEET, comment_id, body: "changed" });
    const { data } = await issues.listComments(onPull);
    expect(data.map(({ body }) => body)).toStrictEqual(["changed"]);
    await issues.deleteComment({ ...FLEET, comment_id });
    const again = issues.deleteComment({ ...FLEET, comment_id });
    expect(await refusal(again)).toMatch(/^404 Not Found/);
  });

  it("are paged with a Link header", async () => {
    for (let number = 0; number < 35; number += 1)
      await octokit.rest.issues.createComment({ ...onPull, body: `comment ${number}` });
    const first = await octokit.rest.issues.listComments(onPull);
    expect(first.data).toHaveLength(30);
    expect(first.headers.link).toMatch(/page=2>; rel="next", <.*page=2>; rel="last"/);
    const options = { ...onPull, per_page: 10 };
    const all = await octokit.paginate(octokit.rest.issues.listComments, options);
    expect(all.map(({ body }) => body)).toStrictEqual(
      Array.from({ length: 35 }, (_, number) => `comment ${number}`),
    );
  });

  test.each([
    [
      "P-E 55: comments of 65,537 characters",
      "x".repeat(65_537),
      /^422 Validation Failed.*Body is too long \(maximum is 65536 characters\)/,
    ],
    ["blank comments", " ", /^422 Validation Failed.*Body cannot be blank/],
  ])("%s are refused", async (_, body, words) => {
    expect(await refusal(octokit.rest.issues.createComment({ ...onPull, body }))).toMatch(words);
  });

  it("a comment of 65,536 characters fits: characters count, not bytes", async () => {
    const body = "😀".repeat(65_536);
    expect((await octokit.rest.issues.createComment({ ...onPull, body })).status).toBe(201);
  });
});

describe("must not be lost: permission narrowing: what a token may not do is refused", () => {
  const body = "x";
  test.each([
    ["no permissions", {}, /^403 Resource not accessible by integration/],
    [
      "only a read permission",
      { "pull-requests": "read" },
      /^403 Resource not accessible by integration/,
    ],
    [
      "a permission for another scope",
      { contents: "write" },
      /^403 Resource not accessible by integration/,
    ],
  ])("a token with %s cannot comment", async (_, permissions, words) => {
    const limited = await octokitOf(github, permissions);
    expect(await refusal(limited.rest.issues.createComment({ ...onPull, body }))).toMatch(words);
  });

  test.each(["issues", "pull-requests"])("a token with %s: write can", async (scope) => {
    const limited = await octokitOf(github, { [scope]: "write" });
    expect((await limited.rest.issues.createComment({ ...onPull, body })).status).toBe(201);
  });

  test.each([
    ["a wrong token", "ghs_wrong", /^401 Bad credentials/],
    ["an issue that does not exist", undefined, /^404 Not Found/],
  ])("%s", async (_, token, words) => {
    const client = token === undefined ? octokit : getOctokit(token, { baseUrl: github.apiUrl });
    const call = client.rest.issues.createComment({ ...FLEET, issue_number: 99, body });
    expect(await refusal(call)).toMatch(words);
  });

  it("a token reaches only the job's repository, and reads public ones", async () => {
    const commit_sha = "d".repeat(40);
    const pulls = (repo: string) =>
      octokit.rest.repos.listPullRequestsAssociatedWithCommit({ ...FLEET, repo, commit_sha });
    expect((await pulls("open")).data).toStrictEqual([]);
    expect(await refusal(pulls("none"))).toMatch(/^404/);
    const comment = { ...onPull, repo: "open", body };
    expect(await refusal(octokit.rest.issues.createComment(comment))).toMatch(/^403/);
  });

  it("a workflow's token may not ask for its user", async () => {
    expect(await refusal(octokit.rest.users.getAuthenticated())).toMatch(
      /^403 Resource not accessible by integration/,
    );
  });
});

test.each([
  ["the merge commit", "d"],
  ["the head", "b"],
])("a pull request is found by %s", async (_, letter) => {
  const { data } = await octokit.rest.repos.listPullRequestsAssociatedWithCommit({
    ...FLEET,
    commit_sha: letter.repeat(40),
  });
  expect(data.map(({ number, merged_at }) => [number, merged_at !== null])).toStrictEqual([
    [5, true],
  ]);
});

test("a request that is not served is refused by name, not with an answer that looks like GitHub's", async () => {
  const call = octokit.rest.pulls.listFiles({ ...FLEET, pull_number: 5 });
  expect(await refusal(call)).toMatch(
    /^501 the rehearsal does not serve GET \/repos\/example-org\/fleet\/pulls\/5\/files/,
  );
  const { status } = await fetch(github.graphqlUrl, { method: "POST" });
  expect(status).toBe(501);
});

test("comments survive a restart on the same directory", async () => {
  const directory = mkdtempSync(join(tmpdir(), "github-"));
  const first = await start(directory);
  const before = await octokitOf(first);
  await before.rest.issues.createComment({ ...onPull, body: "kept" });
  await first.close();
  const second = await start(directory);
  try {
    const { data } = await (await octokitOf(second)).rest.issues.listComments(onPull);
    expect(data.map(({ body }) => body)).toStrictEqual(["kept"]);
    expect(second.jwks).toStrictEqual(first.jwks);
  } finally {
    await second.close();
    rmSync(directory, { recursive: true });
  }
});
