import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import type { Inputs } from "../../../../actions/plan-and-comment/src/contract.ts";
import { publishComment } from "../../../../actions/plan-and-comment/src/publish.ts";
import type { Subject } from "../../../../actions/plan-and-comment/src/report/documents.ts";
import type { Job } from "../../../../actions/lib/runtime/job.ts";
import type { GitHub } from "../../../../rehearsal/github/index.ts";
import { REPOSITORY, startFleetGitHub, startJob } from "../../../support/cloud.ts";

let github: GitHub;
let token: string;
beforeAll(async () => {
  github = await startFleetGitHub();
  ({ token } = await startJob(github, {}, { permissions: { "pull-requests": "write" } }));
});
afterAll(() => github.close());
beforeEach(() => void github.state.comments.splice(0));

const publish = (
  comment: string,
  changed: boolean,
  subject: Partial<Subject> = {},
  runNumber = 7,
) =>
  publishComment(
    { comment, githubToken: token, command: "plan" } as unknown as Inputs,
    {
      log: { info: () => undefined, notice: () => undefined, warning: () => undefined },
      cancelled: new AbortController().signal,
      context: {
        ...{ apiUrl: github.apiUrl, repository: REPOSITORY, pullRequest: 12 },
        ...{ workflow: "plan", runNumber, runAttempt: 1 },
      },
    } as unknown as Job,
    { label: "dev", directory: "terraform/a", ...subject } as Subject,
    { head: "head", sections: [], foot: "foot" },
    changed,
  );

test.each([
  ["never", true, 0],
  ["never", false, 0],
  ["on-change", true, 1],
  ["on-change", false, 0],
  ["always", false, 1],
])("comment: %s with changes: %s makes %d comments", async (comment, changed, number) => {
  const url = await publish(comment, changed);
  expect([github.state.comments.length, url !== undefined]).toStrictEqual([number, number > 0]);
});

test("each workspace has a comment of its own, which its next run updates", async () => {
  await publish("always", true);
  await publish("always", true, { directory: "terraform/b" });
  await publish("always", true, { label: "prod" });
  await publish("always", true, {}, 8);
  expect(github.state.comments).toHaveLength(3);
});
