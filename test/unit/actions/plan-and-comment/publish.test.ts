import { beforeAll, beforeEach, expect, test } from "@jest/globals";
import type { Inputs } from "../../../../actions/plan-and-comment/src/contract.ts";
import { readParts } from "../../../../actions/lib/plan-comment/comment-text.ts";
import { escapeMarkdown } from "../../../../actions/lib/markdown/escape.ts";
import { appliedLine } from "../../../../actions/plan-and-comment/src/status/lines.ts";
import { publishComment } from "../../../../actions/plan-and-comment/src/publish.ts";
import type { Subject } from "../../../../actions/plan-and-comment/src/report/subject.ts";
import type { Document } from "../../../../actions/plan-and-comment/src/report/document.ts";
import type { StatusState } from "../../../../actions/lib/github/status.ts";
import type { Job } from "../../../../actions/lib/runtime/job.ts";
import { REPOSITORY, startJob } from "../../../support/cloud.ts";
import { headOf } from "../../../support/plan-comment.ts";
import { github, useGitHub } from "../../../support/use-github.ts";

let token: string;
useGitHub();
beforeAll(async () => {
  ({ token } = await startJob(github, {}, { permissions: { "pull-requests": "write" } }));
});
beforeEach(() => void github.state.comments.splice(0));

const publish = (
  comment: string,
  changed: boolean,
  subject: Partial<Subject> = {},
  runNumber = 7,
  {
    command = "plan",
    statusLine,
    head = {},
  }: {
    command?: string;
    statusLine?: Document["statusLine"];
    head?: Partial<Document["head"]>;
  } = {},
) =>
  publishComment(
    { comment, githubToken: token, command } as unknown as Inputs,
    {
      log: { info: () => undefined, notice: () => undefined, warning: () => undefined },
      cancelled: new AbortController().signal,
      context: {
        apiUrl: github.apiUrl,
        repository: REPOSITORY,
        pullRequest: 12,
        headSha: "a".repeat(40),
        workflow: command,
        runNumber,
        runAttempt: 1,
        runId: runNumber,
      },
    } as unknown as Job,
    { label: "dev", directory: "terraform/a", ...subject } as Subject,
    {
      head: headOf(`${command} by run ${runNumber}`, head),
      foot: "foot",
      statusLine,
      sections: [],
    },
    changed,
  );

const apply = (state: StatusState, runNumber = 9, changed = state !== "unchanged") =>
  publish("always", changed, {}, runNumber, {
    command: "apply",
    statusLine: { state, text: `${state} by run ${runNumber}` },
  });
const texts = () =>
  github.state.comments.map(({ body }) =>
    body
      .replaceAll(/^<!-- .* -->\n+/gm, "")
      .split("\n\n")
      .filter((line) => !line.startsWith("### ")),
  );

test.each([
  ["never", true, 0],
  ["never", false, 0],
  ["on-change", true, 1],
  ["on-change", false, 0],
  ["always", false, 1],
])("comment: %s, with changes: %s, makes %d comments", async (comment, changed, number) => {
  const url = await publish(comment, changed);
  expect([github.state.comments.length, url !== undefined]).toStrictEqual([number, number > 0]);
});

test("each environment has one comment with a part for each workspace, which the next run updates", async () => {
  await publish("always", true);
  await publish("always", true, { directory: "terraform/b" });
  await publish("always", true, { label: "prod" });
  await publish("always", true, {}, 8);
  const read = github.state.comments.map(({ body }) =>
    readParts(body).map(({ directory, runId }) => `${directory} ${runId}`),
  );
  expect(read).toStrictEqual([["terraform/a 8", "terraform/b 7"], ["terraform/a 7"]]);
});

test("an apply of a workspace without a plan adds its part to the comment of the other workspaces", async () => {
  await publish("always", true, { directory: "terraform/b" });
  await apply("applied");
  expect(github.state.comments).toHaveLength(1);
  expect(
    readParts(github.state.comments[0]?.body ?? "").map(({ command }) => command),
  ).toStrictEqual(["plan", "apply"]);
});

test("a plan without changes, with on-change, only updates a part that its workspace already has", async () => {
  await publish("always", true, { directory: "terraform/b" });
  expect(await publish("on-change", false)).toBeUndefined();
  expect(readParts(github.state.comments[0]?.body ?? "")).toHaveLength(1);
  expect(await publish("on-change", false, { directory: "terraform/b" }, 8)).toBeDefined();
});

test("an apply writes its result into the comment of the plan, and makes no comment of its own", async () => {
  await publish("always", true);
  await apply("applied");
  expect(texts()).toStrictEqual([["applied by run 9", "plan by run 7", "foot"]]);
});

test("without a comment of the plan, the apply writes a short one, which its next attempt updates", async () => {
  await apply("failed");
  expect(texts()).toStrictEqual([["failed by run 9", "apply by run 9", "foot"]]);
  await apply("applied", 10);
  expect(texts()).toStrictEqual([["applied by run 10", "apply by run 10", "foot"]]);
  await apply("unchanged", 11);
  expect(texts()).toStrictEqual([["applied by run 10", "apply by run 10", "foot"]]);
});

test("an apply with nothing to apply makes no comment, but updates the comment of an earlier failure", async () => {
  await apply("unchanged");
  expect(texts()).toStrictEqual([]);
  await apply("failed");
  await apply("unchanged", 10);
  expect(texts()).toStrictEqual([["unchanged by run 10", "apply by run 9", "foot"]]);
});

test.each([
  ["short", "Not compared with a review: there is no key yet."],
  ["longer than a status line", `Not compared with a review: ${"because of this, ".repeat(30)}so.`],
])("a note in the status line of an apply is not repeated below it: a %s note", async (_, note) => {
  const plain = { done: [], failed: [], error: undefined };
  const reportingRun = {
    actor: "octocat",
    run: { number: 9, attempt: 1, url: "https://run" },
    now: 0,
    redact: (text: string) => text,
  };
  for (const [at, directory] of ["terraform/a", "terraform/b"].entries()) {
    const statusLine = appliedLine(reportingRun, plain, true, note);
    const head = { below: ["Something else.", escapeMarkdown(note)] };
    await publish("always", true, { directory }, 9 + at, { command: "apply", statusLine, head });
  }
  const [{ body } = { body: "" }] = github.state.comments;
  const text = body.replaceAll(/^<!-- .* -->$/gm, "");
  expect(text.split("Not compared with a review")).toHaveLength(3);
  expect(text.split("Something else.")).toHaveLength(3);
});
