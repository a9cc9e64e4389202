import { beforeAll, expect, test } from "@jest/globals";
import { readApprovals } from "../../../../../actions/lib/github/approvals.ts";
import type { Job } from "../../../../../actions/lib/runtime/job.ts";
import { passGate } from "../../../../../rehearsal/github/index.ts";
import { REPOSITORY, startJob } from "../../../../support/cloud.ts";
import { github, useGitHub } from "../../../../support/use-github.ts";

useGitHub();
beforeAll(() => {
  const { state: world } = github;
  world.putRun({
    ...{ repository: REPOSITORY, id: 77, number: 7, attempt: 1, event: "push" },
    ...{ workflow: ".github/workflows/deploy.yml", ref: "refs/heads/main", sha: "a".repeat(40) },
    ...{ actor: "octocat", createdAt: new Date().toISOString() },
  });
  for (const [name, person] of [
    ["dev", "monalisa"],
    ["production", "hubot"],
  ] as const) {
    world.putEnvironment({ repository: REPOSITORY, name, reviewers: [person] });
    passGate(
      world,
      { repository: REPOSITORY, environment: name, ref: "refs/heads/main", runId: 77 },
      { state: "approved", comment: `to ${name}` },
    );
  }
});

/** @param given a token in the place of the job's own */
async function read(given?: { token: string | undefined }) {
  const job = await startJob(github, {}, { permissions: { actions: "read" } });
  const said: string[] = [];
  const context = { apiUrl: github.apiUrl, repository: REPOSITORY, runId: 77 } as Job["context"];
  const log = { notice: (text: string) => void said.push(text) } as unknown as Job["log"];
  const { token } = given ?? job;
  return { approvals: await readApprovals("production", token, { context, log }), said };
}

test("the approvals of a run are those for the environment", async () => {
  expect(await read()).toStrictEqual({
    approvals: [{ person: "hubot", state: "approved", comment: "to production" }],
    said: [],
  });
});

test("without the permission there is a notice that names it", async () => {
  const { approvals, said } = await read({ token: "ghs_unknown" });
  expect([approvals, said]).toStrictEqual([[], [expect.stringContaining("actions: read")]]);
});

test("without a token nothing is read", async () => {
  expect(await read({ token: undefined })).toStrictEqual({ approvals: [], said: [] });
});
