import { beforeAll, beforeEach, expect, test } from "@jest/globals";
import { createClient } from "../../../../../actions/lib/github/client.ts";
import type { GitHubClient } from "../../../../../actions/lib/github/client.ts";
import type { Status } from "../../../../../actions/lib/github/status.ts";
import { composeComment } from "../../../../../actions/lib/plan-comment/compose.ts";
import { readComment } from "../../../../../actions/lib/plan-comment/find.ts";
import { updateStatus } from "../../../../../actions/lib/plan-comment/update-status.ts";
import { writeComment } from "../../../../../actions/lib/plan-comment/write.ts";
import { REPOSITORY, startJob } from "../../../../support/cloud.ts";
import { partOf, statusOf } from "../../../../support/plan-comment.ts";
import { github, useGitHub } from "../../../../support/use-github.ts";

let client: GitHubClient;
let now = 1_000_000;
useGitHub();
beforeAll(async () => {
  const { token } = await startJob(github, {}, { permissions: { "pull-requests": "write" } });
  const clock = {
    now: () => now,
    wait: (milliseconds: number) => Promise.resolve(void (now += milliseconds)),
  };
  client = createClient(token, { apiUrl: github.apiUrl, repository: REPOSITORY }, { clock });
});
beforeEach(() => {
  github.faults.clear();
  github.state.comments.splice(0);
});

const WORKSPACE = { directory: "infra" };
const status = (text: string, change: Partial<Status> = {}) =>
  statusOf(text, { state: "applied", runId: 9, ...change });
const plannedPart = (text: string, runId: number, directory = "infra") =>
  partOf(text, { runId, directory, status: statusOf("planned", { runId }) });
const plan = (text: string, runId = 7, workflow = "plan", directory = "infra") =>
  writeComment(client, {
    issue: 12,
    label: "dev",
    bring: () => ({
      target: { workflow, label: "dev" },
      part: plannedPart(text, runId, directory),
    }),
  });
const apply = (said: Status = status("applied"), workspace = WORKSPACE) =>
  updateStatus(client, { issue: 12, label: "dev", workspace, status: said });
const comments = () =>
  github.state.comments.flatMap(({ body }) =>
    (readComment(body)?.parts ?? []).map((part) => [
      part.status?.text,
      part.blocks.map(({ text }) => text).join(),
    ]),
  );
const addComment = (body: string, author = "github-actions[bot]") =>
  void github.state.comments.push({
    id: 5001,
    repository: REPOSITORY,
    issue: 12,
    author,
    body,
    createdAt: "2026-11-21T00:00:00Z",
    updatedAt: "2026-11-21T00:00:00Z",
  });

test("a deployment finds the comment of the plan, although its workflow has another name, and keeps the text", async () => {
  await plan("the plan");
  const url = await apply();
  expect(url).toContain("#issuecomment-");
  expect(comments()).toStrictEqual([["applied", "the plan"]]);
});

test("changes neither a comment of another workspace nor a person's quotation if the plan has no comment (P-E 75)", async () => {
  expect(await apply()).toBeUndefined();
  const target = { workflow: "plan", label: "dev" };
  const body = composeComment(target, [plannedPart("quoted", 7)], 65_000);
  addComment(body, "octocat");
  await plan("other", 7, "plan", "other");
  expect(await apply()).toBeUndefined();
  expect(github.state.comments[0]?.body).toBe(body);
  expect(comments().at(-1)).toStrictEqual(["planned", "other"]);
});

test("the status of one workspace does not change that of another", async () => {
  await plan("infra", 7, "plan", "infra");
  await plan("kube", 7, "plan", "kube");
  await apply(status("superseded", { state: "superseded" }), { directory: "kube" });
  expect(comments()).toStrictEqual([
    ["planned", "infra"],
    ["superseded", "kube"],
  ]);
  await apply();
  expect(comments().sort()).toStrictEqual([
    ["applied", "infra"],
    ["superseded", "kube"],
  ]);
});

test("two applies that end at the same moment both have their status", async () => {
  await plan("infra", 7, "plan", "infra");
  await plan("kube", 7, "plan", "kube");
  const [comment] = github.state.comments;
  const other = composeComment(
    { workflow: "plan", label: "dev" },
    [
      plannedPart("infra", 7),
      { ...plannedPart("kube", 7, "kube"), status: status("applied too", { runId: 9 }) },
    ],
    65_000,
  );
  Object.assign(comment ?? {}, { edits: [other, ...(comment?.edits ?? [])] });
  await apply();
  expect(comments().sort()).toStrictEqual([
    ["applied too", "kube"],
    ["applied", "infra"],
  ]);
});

test("a plan without a state belongs to the first state", async () => {
  await plan("the plan");
  await apply(status("applied"), { directory: "infra", state: "s1" } as typeof WORKSPACE);
  expect(comments()).toStrictEqual([["applied", "the plan"]]);
});

test("repeating an update changes nothing; an apply with nothing to do keeps the first status", async () => {
  await plan("the plan");
  await apply();
  const before = github.requests.length;
  await apply();
  await apply(status("nothing to do", { state: "unchanged", runAttempt: 2, at: 9 }));
  expect(comments()).toStrictEqual([["applied", "the plan"]]);
  const writes = github.requests.slice(before).filter(({ method }) => method === "PATCH");
  expect(writes).toStrictEqual([]);
});

test("the status of a later run stays (P-E 77)", async () => {
  await plan("the plan");
  await apply(status("of run 11", { runId: 11 }));
  await apply(status("of run 9"));
  expect(comments()).toStrictEqual([["of run 11", "the plan"]]);
});

test("a plan that is written after the apply keeps the status if its run is older (P-E 77)", async () => {
  await plan("the plan");
  await apply();
  await plan("a late plan", 8);
  expect(comments()).toStrictEqual([["applied", "a late plan"]]);
  await plan("a plan after it", 10);
  expect(comments()).toStrictEqual([["planned", "a plan after it"]]);
});

test("a plan of a later run is not marked as applied, but an earlier one of another workflow is", async () => {
  await plan("a plan after it", 10);
  expect(await apply()).toBeUndefined();
  expect(comments()).toStrictEqual([["planned", "a plan after it"]]);
  await plan("the plan", 7, "plan-by-hand");
  await apply();
  expect(comments()).toStrictEqual([
    ["planned", "a plan after it"],
    ["applied", "the plan"],
  ]);
});

test("a plan that was written at the same moment is not lost (H-E 70)", async () => {
  await plan("the plan");
  const [comment] = github.state.comments;
  const late = composeComment(
    { workflow: "plan", label: "dev" },
    [plannedPart("late plan", 8)],
    65_000,
  );
  // Run 8 wrote after this run had read. This run replaces its text, which stays in the history.
  Object.assign(comment ?? {}, { edits: [late] });
  await apply();
  expect(comments()).toStrictEqual([["applied", "late plan"]]);
});

test("a lost answer is no reason to give up (P-E 78)", async () => {
  await plan("the plan");
  github.faults.add({ match: { method: "PATCH" }, respond: "drop-after-commit" });
  await apply();
  expect([comments(), github.faults.pending]).toStrictEqual([[["applied", "the plan"]], 0]);
});

test("a comment that was deleted in the meantime does not count (P-E 74)", async () => {
  const user = { login: "github-actions[bot]" };
  const body = composeComment({ workflow: "plan", label: "dev" }, [plannedPart("x", 7)], 65_000);
  const gone = { id: 4999, node_id: "IC_4999", html_url: "x", body, user };
  github.faults.add({
    match: { method: "GET", path: /comments/ },
    respond: {
      status: 200,
      headers: { "content-type": "application/json" },
      body: JSON.stringify([gone]),
    },
  });
  expect(await apply()).toBeUndefined();
  expect(github.state.comments).toStrictEqual([]);
});

test("updates the newest plan among comments of two workflows", async () => {
  await plan("old", 5, "plan-by-hand");
  await plan("new", 7);
  await apply();
  expect(comments()).toStrictEqual([
    ["planned", "old"],
    ["applied", "new"],
  ]);
});

test("only a plan of an earlier run is superseded", async () => {
  const supersede = (runId: number) =>
    updateStatus(client, {
      issue: 12,
      label: "dev",
      workspace: WORKSPACE,
      replaces: ["planned"],
      status: status(`superseded by ${runId}`, { state: "superseded", runId }),
    });
  await plan("the plan");
  expect(await supersede(6)).toBeUndefined();
  expect(comments()).toStrictEqual([["planned", "the plan"]]);
  expect(await supersede(8)).toContain("#issuecomment-");
  expect(await supersede(9)).toBeUndefined();
  expect(comments()).toStrictEqual([["superseded by 8", "the plan"]]);
});
