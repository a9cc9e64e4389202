import { getOctokit } from "@actions/github";
import { afterAll, beforeAll, describe, expect, it, test } from "@jest/globals";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

describe("comments", () => {
  it("are created, changed, read and deleted", async () => {
    const { issues } = octokit.rest;
    const created = await issues.createComment({ ...onPull, body: "hello" });
    expect(created.status).toBe(201);
    expect(created.data.user?.login).toBe("github-actions[bot]");
    expect(created.data.html_url).toBe(
      `${github.url}/example-org/fleet/pull/5#issuecomment-${created.data.id}`,
    );
    const comment_id = created.data.id;
    await issues.updateComment({ ...FLEET, comment_id, body: "changed" });
    expect((await issues.getComment({ ...FLEET, comment_id })).data.body).toBe("changed");
    await issues.deleteComment({ ...FLEET, comment_id });
    expect(await refusal(issues.getComment({ ...FLEET, comment_id }))).toMatch(/^404 Not Found/);
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
      "P-E 55: 65,537 characters",
      "x".repeat(65_537),
      /^422 Validation Failed.*Body is too long \(maximum is 65536 characters\)/,
    ],
    ["nothing", " ", /^422 Validation Failed.*Body cannot be blank/],
  ])("%s are refused", async (_, body, words) => {
    expect(await refusal(octokit.rest.issues.createComment({ ...onPull, body }))).toMatch(words);
  });

  it("65,536 characters fit, counted as characters", async () => {
    const body = "😀".repeat(65_536);
    expect((await octokit.rest.issues.createComment({ ...onPull, body })).status).toBe(201);
  });

  test("H-E 69: a comment whose answer is lost exists", async () => {
    const before = github.state.comments.length;
    github.faults.add({ match: { operation: "rest:CreateComment" }, respond: "drop-after-commit" });
    await refusal(octokit.rest.issues.createComment({ ...onPull, body: "lost answer" }));
    expect(github.state.comments).toHaveLength(before + 1);
  });
});

describe("must not be lost: permission narrowing: what a token may not do is refused", () => {
  const body = "x";
  test.each([
    ["nothing", {}, /^403 Resource not accessible by integration/],
    ["reading only", { "pull-requests": "read" }, /^403 Resource not accessible by integration/],
    ["another scope", { contents: "write" }, /^403 Resource not accessible by integration/],
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
    ["no such issue", undefined, /^404 Not Found/],
  ])("%s", async (_, token, words) => {
    const client = token === undefined ? octokit : getOctokit(token, { baseUrl: github.apiUrl });
    const call = client.rest.issues.createComment({ ...FLEET, issue_number: 99, body });
    expect(await refusal(call)).toMatch(words);
  });

  it("reaches only the job's repository, and reads what is public", async () => {
    const open = { owner: "example-org", repo: "open" };
    expect((await octokit.rest.repos.get(open)).data.visibility).toBe("public");
    const write = octokit.rest.issues.create({ ...open, title: "x" });
    expect(await refusal(write)).toMatch(/^403/);
    expect(await refusal(octokit.rest.repos.get({ ...open, repo: "none" }))).toMatch(/^404/);
  });

  it("a workflow's token is no user, but GraphQL tells its login", async () => {
    expect(await refusal(octokit.rest.users.getAuthenticated())).toMatch(/^403/);
    const { viewer } = await octokit.graphql<{ viewer: { login: string } }>(
      "{ viewer { login } }",
      {
        baseUrl: github.graphqlUrl.replace(/\/graphql$/, ""),
      },
    );
    expect(viewer.login).toBe("github-actions[bot]");
    const personal = getOctokit(github.personalToken("ada"), { baseUrl: github.apiUrl });
    expect((await personal.rest.users.getAuthenticated()).data.login).toBe("ada");
  });
});

describe("pull requests", () => {
  test.each([
    ["the merge commit", "d"],
    ["the head", "b"],
    ["a commit of the branch", "e"],
  ])("are found by %s", async (_, letter) => {
    const commit_sha = letter.repeat(40);
    const { data } = await octokit.rest.repos.listPullRequestsAssociatedWithCommit({
      ...FLEET,
      commit_sha,
    });
    expect(data.map(({ number }) => number)).toStrictEqual([5]);
  });

  it("are shown and listed", async () => {
    const { data } = await octokit.rest.pulls.get({ ...FLEET, pull_number: 5 });
    expect([data.merged, data.labels[0]?.name, data.head.repo.full_name]).toStrictEqual([
      ...[true, "allow-destroy", "example-org/fleet"],
    ]);
    github.addPullRequest({
      ...{ repository: "example-org/fleet", number: 6, title: "From a fork", state: "open" },
      head: { ref: "patch", sha: "f".repeat(40), repository: "ada/fleet" },
      base: { ref: "main", sha: "c".repeat(40) },
    });
    const open = await octokit.rest.pulls.list(FLEET);
    expect(open.data.map(({ number, head }) => [number, head.repo.fork])).toStrictEqual([
      [6, true],
    ]);
    expect(await refusal(octokit.rest.pulls.get({ ...FLEET, pull_number: 9 }))).toMatch(/^404/);
  });
});

test("issues are opened with the next number, listed by label, and closed", async () => {
  const client = await octokitOf(github, { issues: "write" });
  const { data } = await client.rest.issues.create({ ...FLEET, title: "Drift", labels: ["drift"] });
  expect(data.number).toBe(Math.max(...github.state.pulls.map(({ number }) => number)) + 1);
  const list = () => client.rest.issues.listForRepo({ ...FLEET, labels: "drift" });
  expect((await list()).data).toHaveLength(1);
  await client.rest.issues.update({ ...FLEET, issue_number: data.number, state: "closed" });
  expect((await list()).data).toHaveLength(0);
});

test("comments outlive a restart on the same directory", async () => {
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
