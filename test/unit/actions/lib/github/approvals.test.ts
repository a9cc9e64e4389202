import { beforeAll, describe, expect, test } from "@jest/globals";
import { readApprovals, withApprovers } from "../../../../../actions/lib/github/approvals.ts";
import { createClient } from "../../../../../actions/lib/github/client.ts";
import type { StatusState } from "../../../../../actions/lib/github/status.ts";
import type { Job } from "../../../../../actions/lib/runtime/job.ts";
import { passGate } from "../../../../../rehearsal/github/index.ts";
import { REPOSITORY, startJob } from "../../../../support/cloud.ts";
import { pushRun } from "../../../../support/github-records.ts";
import { github, useGitHub } from "../../../../support/use-github.ts";

useGitHub();
beforeAll(() => {
  const { state: world } = github;
  world.putRun(pushRun(77));
  for (const [name, person] of [
    ["dev", "monalisa"],
    ["production", "hubot"],
    ["stage", "monalisa"],
    ["stage", "hubot"],
  ] as const) {
    world.putEnvironment({ repository: REPOSITORY, name, reviewers: [person] });
    passGate(
      world,
      { repository: REPOSITORY, environment: name, ref: "refs/heads/main", runId: 77 },
      { state: "approved", comment: `to ${name}` },
    );
  }
});

/** @param given a token to use instead of the job's own */
async function read(given?: { token: string | undefined }) {
  const job = await startJob(github, {}, { permissions: { actions: "read" } });
  const said: string[] = [];
  const context = { apiUrl: github.apiUrl, repository: REPOSITORY, runId: 77 } as Job["context"];
  const log = { notice: (text: string) => void said.push(text) } as unknown as Job["log"];
  const { token } = given ?? job;
  return { approvals: await readApprovals("production", token, { context, log }), said };
}

test("reads the approvals of a run for the environment", async () => {
  expect(await read()).toStrictEqual({
    approvals: [{ person: "hubot", state: "approved", comment: "to production" }],
    said: [],
  });
});

test("prints a notice that names a missing permission", async () => {
  const body = '{"message":"Resource not accessible by integration"}';
  github.faults.add({ match: { path: /\/approvals/ }, respond: { status: 403, body } });
  const { approvals, said } = await read();
  expect([approvals, said]).toStrictEqual([[], [expect.stringContaining("actions: read")]]);
});

test("prints a notice about an invalid token, not about a permission", async () => {
  const { approvals, said } = await read({ token: "ghs_unknown" });
  expect([approvals, said]).toStrictEqual([
    [],
    [expect.stringContaining("github-token is not valid")],
  ]);
});

test("reads nothing without a token", async () => {
  expect(await read({ token: undefined })).toStrictEqual({ approvals: [], said: [] });
});

describe("the status of an apply", () => {
  /** @param change other token, run or attempt of the run */
  async function say(
    state: StatusState,
    environment: string | undefined,
    change: { runAttempt?: number; token?: string; runId?: number } = {},
  ) {
    const { runAttempt = 1, runId = 77 } = change;
    const { token } = await startJob(github, {}, { permissions: { actions: "read" } });
    const infos: string[] = [];
    const address = { apiUrl: github.apiUrl, repository: REPOSITORY };
    const context = { ...address, runId, runAttempt } as Job["context"];
    const log = { info: (text: string) => void infos.push(text) } as unknown as Job["log"];
    const client = createClient(change.token ?? token, address);
    const said = { state, text: "Applied." };
    const { text } = await withApprovers(said, environment, client, { context, log });
    return [text, ...infos];
  }

  test.each<[string, StatusState, string | undefined, object, string]>([
    ["names who approved", "applied", "production", {}, "Applied. Approved by `hubot`."],
    [
      "names who approved an apply that failed",
      "failed",
      "dev",
      {},
      "Applied. Approved by `monalisa`.",
    ],
    [
      "names who approved a later attempt",
      "applied",
      "dev",
      { runAttempt: 2 },
      "Applied. Approved by `monalisa`.",
    ],
    ["names nobody if nothing was applied", "refused", "production", {}, "Applied."],
    ["names nobody without an environment", "applied", undefined, {}, "Applied."],
    ["names nobody if nobody was asked", "applied", "other", {}, "Applied."],
    [
      "names nobody if the approvals may be for an earlier attempt",
      "applied",
      "stage",
      { runAttempt: 2 },
      "Applied.",
    ],
    [
      "names all who approved a first attempt",
      "applied",
      "stage",
      {},
      "Applied. Approved by `monalisa`, `hubot`.",
    ],
  ])("%s", async (_, state, environment, change, expected) => {
    expect(await say(state, environment, change)).toStrictEqual([expected]);
  });

  test.each([
    ["names nobody without the permission, and logs nothing", 403, []],
    ["names nobody if GitHub fails, and logs it", 400, ["the comment does not name"]],
  ])("%s", async (_, status, said) => {
    const respond = { status, body: '{"message":"no"}' };
    github.faults.add({ match: { path: /approvals/ }, respond });
    const [text, ...infos] = await say("applied", "production");
    expect([text, infos.map((info) => info.slice(0, 25))]).toStrictEqual(["Applied.", said]);
  });
});
