import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { createClient } from "../../../../../actions/lib/github/client.ts";
import { findMergedPull, findPullRequest } from "../../../../../actions/lib/github/pulls.ts";
import type { PullRequest } from "../../../../../rehearsal/github/index.ts";
import { REPOSITORY, startJob } from "../../../../support/cloud.ts";
import { mergedPull } from "../../../../support/github-records.ts";
import { github, useGitHub } from "../../../../support/use-github.ts";

const [MERGED, HEAD, FORKED, OPEN] = ["1", "2", "3", "5"].map((digit) => digit.repeat(40)) as [
  string,
  string,
  string,
  string,
];
const MAIN = "refs/heads/main";

const BUOYS = mergedPull({
  number: 24,
  title: "Buoys",
  state: "open",
  merged: false,
  head: { ref: "buoys", sha: OPEN },
});

let token: string;
useGitHub();
beforeAll(async () => {
  ({ token } = await startJob(github, {}, {}));
  const pull = (change: Partial<PullRequest>): PullRequest =>
    mergedPull({
      number: 21,
      head: { ref: "change", sha: HEAD },
      mergeCommitSha: MERGED,
      ...change,
    });
  github.addPullRequest(pull({}));
  // A pull request from the same branch that is not merged, so it does not count for the commit.
  github.addPullRequest(pull({ number: 22, merged: false, state: "open" }));
  github.addPullRequest(
    pull({
      number: 23,
      mergeCommitSha: FORKED,
      head: { ref: "change", sha: "4".repeat(40), repository: "somebody/fleet" },
    }),
  );
  github.addPullRequest(BUOYS);
});
beforeEach(() => github.faults.clear());

const client = () => {
  const waits: number[] = [];
  const clock = {
    now: () => 0,
    wait: (milliseconds: number) => {
      waits.push(milliseconds);
      return Promise.resolve();
    },
  };
  const context = { apiUrl: github.apiUrl, repository: REPOSITORY };
  return { waits, client: createClient(token, context, { clock }) };
};
const find = (sha: string, ref = MAIN, eventName = "push") =>
  findMergedPull(client().client, { sha, ref, eventName });

describe("the pull request whose merge made a commit", () => {
  test.each([
    ["is found by a squash, rebase or merge commit", MERGED, MAIN, 21],
    ["is found after a fast-forward, by the head of its branch", HEAD, MAIN, 21],
    ["is found by a tag of the merged commit", MERGED, "refs/tags/v1", 21],
  ])("%s", async (_, sha, ref, number) => {
    expect(await find(sha, ref)).toStrictEqual({ number, headSha: HEAD, isOwn: true });
  });

  test("is not an open one, although it contains the commit", async () => {
    const sha = "6".repeat(40);
    github.addPullRequest({
      repository: REPOSITORY,
      number: 26,
      title: "Open",
      state: "open",
      merged: false,
      head: { ref: "open", sha },
      base: { ref: "main", sha: "a".repeat(40) },
    });
    expect(await find(sha)).toBeUndefined();
  });

  test("can come from a fork", async () => {
    expect(await find(FORKED)).toMatchObject({ number: 23, isOwn: false });
  });

  test("is waited for only after a push, because GitHub's index follows a little later", async () => {
    // The clock says 0, so pushedAt is minus the age of the push in milliseconds.
    for (const [eventName, expected, pushedAt] of [
      ["push", [2000, 2000], undefined],
      ["push", [2000, 2000], -59_999],
      ["push", [], -60_000],
      ["workflow_dispatch", [], undefined],
    ] as const) {
      const { client: one, waits } = client();
      const context = { sha: "9".repeat(40), ref: MAIN, eventName, pushedAt };
      expect(await findMergedPull(one, context)).toBeUndefined();
      expect(waits).toStrictEqual(expected);
    }
  });

  test("is not an open one, but its merge is waited for", async () => {
    const { client: one, waits } = client();
    expect(await findMergedPull(one, { sha: OPEN, ref: MAIN, eventName: "push" })).toBeUndefined();
    expect(waits).toStrictEqual([2000, 2000]);
    const branch = client();
    const context = { sha: OPEN, ref: "refs/heads/buoys", eventName: "push" };
    expect(await findMergedPull(branch.client, context)).toBeUndefined();
    expect(branch.waits).toStrictEqual([]);
  });

  test("is not one of the repository that this one was forked from", async () => {
    const upstream = {
      number: 21,
      merged_at: "2026-01-01T00:00:00Z",
      merge_commit_sha: MERGED,
      base: { ref: "main", repo: { id: 99, full_name: "upstream/fleet" } },
    };
    github.faults.add({ match: { path: /\/pulls/ }, respond: json([upstream]) });
    expect(await find(MERGED)).toBeUndefined();
    expect(github.faults.pending).toBe(0);
  });
});

const json = (body: unknown) => ({
  status: 200,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

describe("the pull request of a run", () => {
  const run = (change: Partial<Parameters<typeof findPullRequest>[1]>) =>
    findPullRequest(client().client, {
      pullRequest: undefined,
      eventName: "push",
      sha: MERGED,
      ref: MAIN,
      ...change,
    });

  test("is the event's own, also if the event is a comment on it (P-E 72)", async () => {
    expect(await run({ pullRequest: 3, eventName: "issue_comment" })).toStrictEqual({ number: 3 });
  });

  test("is the merged one after a push, also if GitHub finds it a little later (P-E 70)", async () => {
    github.faults.add({ match: { path: /\/pulls/ }, respond: json([]), times: 2 });
    expect(await run({})).toMatchObject({ number: 21 });
    expect(github.faults.pending).toBe(0);
  });

  test.each([
    ["refs/heads/gh-readonly-queue/main/pr-31-0c4f7e", { number: 31 }],
    ["refs/heads/gh-readonly-queue/release/1.x/pr-7-a0", { number: 7 }],
    ["refs/heads/main", { why: "refs/heads/main is not a branch of a merge queue" }],
  ])("is read from the branch %s in a merge queue (P-E 71)", async (ref, found) => {
    expect(await run({ eventName: "merge_group", ref })).toStrictEqual(found);
  });

  test("is the open one of the branch if the run was started by hand", async () => {
    const byHand = { eventName: "workflow_dispatch", sha: OPEN };
    expect(await run({ ...byHand, ref: "refs/heads/buoys" })).toStrictEqual({ number: 24 });
    expect(await run({ ...byHand, ref: "refs/heads/pier" })).toStrictEqual({
      why: "no open pull request has refs/heads/pier at this commit",
    });
    github.addPullRequest({ ...BUOYS, number: 25, base: { ref: "next", sha: "a".repeat(40) } });
    expect(await run({ ...byHand, ref: "refs/heads/buoys" })).toMatchObject({
      why: expect.stringContaining("several open pull requests"),
    });
  });

  test("may not exist, and the reason is returned (P-E 68)", async () => {
    expect(await run({ sha: "9".repeat(40) })).toStrictEqual({
      why: "GitHub knows of no pull request whose merge created the commit 999999999999",
    });
    expect(await run({ eventName: "schedule" })).toStrictEqual({
      why: "a run for the event schedule does not look for a pull request",
    });
  });

  test.each([403, 404, 422])("is unknown if GitHub answers %d (P-E 82)", async (status) => {
    const refuse = () =>
      github.faults.add({ match: { path: /\/pulls/ }, respond: { status, body: "{}" } });
    refuse();
    await expect(find(MERGED)).rejects.toMatchObject({ status });
    refuse();
    await expect(run({})).rejects.toMatchObject({ status });
  });
});
