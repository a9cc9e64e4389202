import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { createClient } from "../../../../../actions/lib/github/client.ts";
import { findMergedPull, findPullRequest } from "../../../../../actions/lib/github/pulls.ts";
import type { GitHub, PullRequest } from "../../../../../rehearsal/github/index.ts";
import { REPOSITORY, startFleetGitHub, startJob } from "../../../../support/cloud.ts";

const [MERGED, HEAD, FORKED] = ["1", "2", "3"].map((digit) => digit.repeat(40)) as [
  string,
  string,
  string,
];
const MAIN = "refs/heads/main";

let github: GitHub;
let token: string;
beforeAll(async () => {
  github = await startFleetGitHub();
  ({ token } = await startJob(github, {}, {}));
  const pull = (change: Partial<PullRequest>): PullRequest => ({
    ...{ repository: REPOSITORY, number: 21, title: "A change", state: "closed", merged: true },
    ...{ head: { ref: "change", sha: HEAD }, base: { ref: "main", sha: "a".repeat(40) } },
    ...{ mergeCommitSha: MERGED },
    ...change,
  });
  github.addPullRequest(pull({}));
  // Of the same branch: it has not been merged, and says nothing about the commit.
  github.addPullRequest(pull({ number: 22, merged: false, state: "open" }));
  github.addPullRequest(
    pull({
      ...{ number: 23, mergeCommitSha: FORKED },
      head: { ref: "change", sha: "4".repeat(40), repository: "somebody/fleet" },
    }),
  );
});
afterAll(() => github.close());
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
    ["a squash, a rebase or a merge commit", MERGED, MAIN, 21],
    ["a fast-forward: the commit is the head of its branch", HEAD, MAIN, 21],
    ["a tag of the merged commit", MERGED, "refs/tags/v1", 21],
  ])("%s", async (_, sha, ref, number) => {
    expect(await find(sha, ref)).toStrictEqual({ number, headSha: HEAD, isOwn: true });
  });

  test("is none that is still open, though it holds the commit", async () => {
    const sha = "5".repeat(40);
    github.addPullRequest({
      ...{ repository: REPOSITORY, number: 24, title: "Open", state: "open", merged: false },
      ...{ head: { ref: "open", sha }, base: { ref: "main", sha: "a".repeat(40) } },
    });
    expect(await find(sha)).toBeUndefined();
  });

  test("may come from a fork", async () => {
    expect(await find(FORKED)).toMatchObject({ number: 23, isOwn: false });
  });

  test("is waited for after a push only, because GitHub's index comes a little later", async () => {
    for (const [eventName, expected] of [
      ["push", [2000, 2000]],
      ["workflow_dispatch", []],
    ] as const) {
      const { client: one, waits } = client();
      const context = { sha: "9".repeat(40), ref: MAIN, eventName };
      expect(await findMergedPull(one, context)).toBeUndefined();
      expect(waits).toStrictEqual(expected);
    }
  });

  test("cannot be found without the permission: the refusal is the caller's to explain", async () => {
    const refuse = () =>
      github.faults.add({ match: { path: /\/pulls/ }, respond: { status: 403, body: "{}" } });
    refuse();
    await expect(find(MERGED)).rejects.toMatchObject({ status: 403 });
    const context = { sha: MERGED, ref: MAIN, eventName: "push", pullRequest: undefined };
    refuse();
    expect(await findPullRequest(client().client, context)).toBeUndefined();
  });
});
