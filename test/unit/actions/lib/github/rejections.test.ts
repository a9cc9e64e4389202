import { beforeAll, expect, test } from "@jest/globals";
import type { GitHubContext } from "../../../../../actions/lib/github/context.ts";
import { readRejections } from "../../../../../actions/lib/github/rejections.ts";
import { passGate } from "../../../../../rehearsal/github/index.ts";
import { REPOSITORY, startJob } from "../../../../support/cloud.ts";
import { pushRun } from "../../../../support/github-records.ts";
import { github, useGitHub } from "../../../../support/use-github.ts";

useGitHub();
beforeAll(() => {
  github.state.putEnvironment({ repository: REPOSITORY, name: "dev", reviewers: ["monalisa"] });
  github.state.putEnvironment({ repository: REPOSITORY, name: "prod", reviewers: ["hubot"] });
  for (let id = 1; id <= 12; id += 1)
    github.state.putRun(pushRun(id, { conclusion: id === 11 ? "success" : "failure" }));
  review(1, "dev", "rejected", "too old to be found");
  review(10, "dev", "rejected", "not on Fridays");
  review(10, "prod", "rejected", "another environment");
  review(11, "dev", "rejected", "an earlier attempt of a run that succeeded");
  review(12, "dev", "approved", "fine");
});

function review(
  runId: number,
  environment: string,
  state: "approved" | "rejected",
  comment: string,
): void {
  const job = { repository: REPOSITORY, environment, ref: "refs/heads/main", runId };
  passGate(github.state, job, { state, comment });
}

async function read(given: Partial<GitHubContext> = {}) {
  const { token } = await startJob(github, {}, { permissions: { actions: "read" } });
  const { apiUrl, url: serverUrl } = github;
  const context = { apiUrl, serverUrl, repository: REPOSITORY, runId: 77, runAttempt: 1, ...given };
  return await readRejections("dev", token, context as GitHubContext);
}

test("returns the rejections of the newest failed runs for the environment", async () => {
  const run = expect.stringMatching(/\/example-org\/fleet\/actions\/runs\/10$/);
  expect(await read()).toStrictEqual([{ run, person: "monalisa", comment: "not on Fridays" }]);
});

test("an earlier attempt of this run counts, this attempt does not", async () => {
  expect(await read({ runId: 10 })).toStrictEqual([]);
  const [first] = await read({ runId: 11, runAttempt: 2 });
  expect(first?.comment).toBe("an earlier attempt of a run that succeeded");
});

test("limits the number of requests", async () => {
  const before = github.requests.length;
  await read();
  expect(github.requests.length - before).toBeLessThanOrEqual(11);
});

test("throws without the permission", async () => {
  const { apiUrl } = github;
  const context = { apiUrl, repository: REPOSITORY, runId: 77, runAttempt: 1 } as GitHubContext;
  await expect(readRejections("dev", "ghs_unknown", context)).rejects.toThrow();
});
