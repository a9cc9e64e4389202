import { beforeEach, expect, test } from "@jest/globals";
import { createClient } from "../../../../../actions/lib/github/client.ts";
import { readParts } from "../../../../../actions/lib/plan-comment/comment-text.ts";
import { writeComment } from "../../../../../actions/lib/plan-comment/write.ts";
import type { Job } from "../../../../../actions/lib/runtime/job.ts";
import { nameState } from "../../../../../actions/lib/terraform/backend.ts";
import {
  nameWorkspace,
  updatePlanComment,
} from "../../../../../actions/lib/terraform/plan-comment.ts";
import type { RootModule } from "../../../../../actions/lib/terraform/root-module.ts";
import { REPOSITORY, startJob } from "../../../../support/cloud.ts";
import { partOf } from "../../../../support/plan-comment.ts";
import { github, useGitHub } from "../../../../support/use-github.ts";

useGitHub();
beforeEach(() => {
  github.faults.clear();
  github.state.comments.splice(0);
});

const SAID = { state: "applied", text: "deployed" } as const;
const INPUTS = { label: "dev", workingDirectory: "kubernetes", workspace: undefined };

/** Updates the comment as a deployment of the merged pull request does, and returns the log. */
async function update(permissions: Record<string, string>, change: object = {}): Promise<string[]> {
  const { token } = await startJob(github, {}, { permissions });
  const lines: string[] = [];
  const print = (level: string) => (text: string) => void lines.push(`${level}: ${text}`);
  const job = {
    checkout: "/repo",
    cancelled: new AbortController().signal,
    log: { info: print("info"), notice: print("notice"), warning: print("warning") },
    context: {
      apiUrl: github.apiUrl,
      repository: REPOSITORY,
      pullRequest: 11,
      workflow: "deploy",
      runId: 90,
      runNumber: 9,
      runAttempt: 1,
      ...change,
    },
  } as unknown as Job;
  const rootModule = { job, directory: "/nowhere", environment: {} } as unknown as RootModule;
  await updatePlanComment(rootModule, { ...INPUTS, githubToken: token }, SAID);
  return lines;
}

async function plan(): Promise<void> {
  const { token } = await startJob(github, {}, { permissions: { "pull-requests": "write" } });
  const client = createClient(token, { apiUrl: github.apiUrl, repository: REPOSITORY });
  const state = await nameState("/nowhere", {});
  const target = { workflow: "plan", label: "dev" };
  const part = partOf("the plan", { directory: "kubernetes", ...(state && { state }) });
  await writeComment(client, { issue: 11, label: "dev", bring: () => ({ target, part }) });
}

const WRITE = { "pull-requests": "write" };

test("the comment of the plan says how the deployment ended", async () => {
  await plan();
  const lines = await update(WRITE);
  expect(lines).toStrictEqual([
    expect.stringMatching(/^info: comment on #11: applied .*#issuecomment-/),
  ]);
  expect(readParts(github.state.comments[0]?.body ?? "")[0]?.status?.text).toBe("deployed");
});

test("without a comment, nothing is written, and nothing is logged", async () => {
  expect(await update(WRITE)).toStrictEqual([]);
  expect(github.state.comments).toStrictEqual([]);
});

test("a missing permission is not a warning, because such a job has no comments (P-E 82)", async () => {
  await plan();
  const lines = await update({ contents: "read" });
  expect(lines).toStrictEqual([
    expect.stringMatching(/^info: the comment of the plan was not updated: .*pull-requests: write/),
  ]);
});

test("a problem of GitHub is a warning (P-E 78)", async () => {
  await plan();
  const respond = { status: 422, body: '{"message":"Validation Failed"}' };
  github.faults.add({ match: { method: "PATCH" }, respond });
  expect(await update(WRITE)).toStrictEqual([expect.stringMatching(/^warning: the comment of/)]);
});

test("a run without a pull request writes nothing", async () => {
  await plan();
  expect(
    await update(WRITE, { pullRequest: undefined, eventName: "schedule", sha: "x" }),
  ).toStrictEqual([]);
});

test("the name of a workspace has its folder and its Terraform workspace", () => {
  expect(nameWorkspace({ checkout: "/repo" }, { ...INPUTS, workspace: "blue" })).toBe(
    "kubernetes (blue)",
  );
});
