// Two jobs write the comment of one environment at the same time, in every order of their requests.
import { beforeAll, expect, test } from "@jest/globals";
import { createClient } from "../../actions/lib/github/client.ts";
import { readParts } from "../../actions/lib/plan-comment/comment-text.ts";
import { composeComment } from "../../actions/lib/plan-comment/compose.ts";
import { joinParts } from "../../actions/lib/plan-comment/join.ts";
import type { Part } from "../../actions/lib/plan-comment/part.ts";
import { updateStatus } from "../../actions/lib/plan-comment/update-status.ts";
import { writeComment } from "../../actions/lib/plan-comment/write.ts";
import { anyText } from "../support/any-text.ts";
import { REPOSITORY, startJob } from "../support/cloud.ts";
import { partOf, statusOf } from "../support/plan-comment.ts";
import { Turns, takeTurns } from "../support/turns.ts";
import { github, useGitHub } from "../support/use-github.ts";
import fc, { slowRuns } from "../support/fast-check.ts";

const TARGET = { workflow: "plan", label: "dev" };
const clock = { now: () => 1_000_000, wait: () => Promise.resolve() };
const AUTHOR = "github-actions[bot]";

let token: string;
useGitHub();
beforeAll(async () => {
  ({ token } = await startJob(github, {}, { permissions: { "pull-requests": "write" } }));
});

const client = (turn: () => Promise<void>) =>
  takeTurns(
    createClient(token, { apiUrl: github.apiUrl, repository: REPOSITORY }, { clock }),
    turn,
  );

/** Comments that exist when both jobs begin. */
const STARTS: Readonly<Record<string, () => string[]>> = {
  nothing: () => [],
  "the comment": () => [
    composeComment(TARGET, [partOf("old infra", { runId: 1, directory: "infra" })], 65_000),
  ],
  "two comments": () =>
    ["infra", "kube"].map((directory) =>
      composeComment(TARGET, [partOf(`old ${directory}`, { runId: 1, directory })], 65_000),
    ),
};

function start(bodies: readonly string[]): void {
  const at = "2026-11-21T00:00:00Z";
  const comments = bodies.map((body, index) => ({
    id: 9000 + index,
    repository: REPOSITORY,
    issue: 12,
    author: AUTHOR,
    body,
    createdAt: at,
    updatedAt: at,
  }));
  github.state.comments.splice(0, Infinity, ...comments);
}

const order = fc.array(fc.nat({ max: 1 }), { maxLength: 40 });
const writer = fc.record({
  directory: fc.constantFrom("infra", "kube"),
  runId: fc.integer({ min: 5, max: 8 }),
  at: fc.integer({ min: 1, max: 3 }),
});

const textsOf = (parts: readonly Part[]) =>
  parts.map(({ directory, runId, at, blocks }) => [directory, runId, at, blocks[0]?.text]).sort();

test("nothing is lost, and there is one comment in the end (H-E 70, P-E 76, 77)", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.keys(STARTS)),
      fc.tuple(writer, writer),
      order,
      async (name, writers, turns) => {
        const bodies = STARTS[name]?.() ?? [];
        start(bodies);
        const mine = writers.map((one) => partOf(`${one.directory} ${one.runId} ${one.at}`, one));
        await new Turns(turns).run(
          mine.map(
            (part) => (turn) =>
              writeComment(client(turn), {
                issue: 12,
                label: "dev",
                bring: () => ({ target: TARGET, part }),
              }),
          ),
        );
        const left = github.state.comments.map(({ body }) => readParts(body));
        expect(left).toHaveLength(1);
        const before = bodies.flatMap(readParts);
        expect(textsOf(left[0] ?? [])).toStrictEqual(textsOf(joinParts([...mine, ...before])));
      },
    ),
    { numRuns: slowRuns(30, 150) },
  );
}, 120_000);

test("the comment has both a plan and the result of an apply, whoever writes last (P-E 77)", async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom("infra", "kube"), order, async (directory, turns) => {
      start(STARTS["two comments"]?.() ?? []);
      const part = partOf("new", { runId: 6, directory });
      const status = statusOf("applied", { state: "applied", runId: 7 });
      await new Turns(turns).run<unknown>([
        (turn) =>
          writeComment(client(turn), {
            issue: 12,
            label: "dev",
            bring: () => ({ target: TARGET, part }),
          }),
        (turn) =>
          updateStatus(client(turn), {
            issue: 12,
            label: "dev",
            workspace: { directory: "infra" },
            status,
          }),
      ]);
      const parts = github.state.comments.flatMap(({ body }) => readParts(body));
      expect(textsOf(parts).map(([name, run]) => [name, run])).toStrictEqual([
        ["infra", directory === "infra" ? 6 : 1],
        ["kube", directory === "kube" ? 6 : 1],
      ]);
      const said = parts.map((one) => [one.directory, one.status?.text]).sort();
      expect(said).toStrictEqual([
        ["infra", "applied"],
        ["kube", undefined],
      ]);
    }),
    { numRuns: slowRuns(20, 100) },
  );
}, 120_000);

const anyPart = fc
  .record({
    directory: fc.constantFrom("a", "b"),
    runId: fc.integer({ min: 1, max: 4 }),
    runAttempt: fc.integer({ min: 1, max: 2 }),
    at: fc.integer({ min: 1, max: 2 }),
    by: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }),
  })
  .map(({ by, ...one }) =>
    partOf(JSON.stringify(one), {
      ...one,
      head: one.runId % 2 === 0 ? "x" : "y",
      ...(by === undefined
        ? {}
        : { status: statusOf(`by ${by}`, { runId: by, state: "applied", at: one.at }) }),
    }),
  );

test("the order in which texts are joined does not matter, and joining again changes nothing", () => {
  fc.assert(
    fc.property(
      fc.array(anyPart, { maxLength: 8 }),
      fc.option(fc.constantFrom("x", "y"), { nil: undefined }),
      (parts, head) => {
        const join = (all: readonly Part[]) => composeComment(TARGET, joinParts(all, head), 65_000);
        const joined = joinParts(parts, head);
        expect(join([...parts].reverse())).toBe(join(parts));
        expect(join([...joined, ...joined])).toBe(join(parts));
      },
    ),
    { numRuns: 500 },
  );
});

const hostile = fc.oneof(
  anyText({ maxLength: 60 }),
  fc.constantFrom(
    "-->",
    "<!-- eks-pipeline:end -->",
    '\n<!-- eks-pipeline:part {"directory":"x"} -->\n',
    "```\n</details>",
    "--",
    "\r\n",
    "\u2028",
    "a\u2029b",
  ),
);

test("any text of a part can be read back from the comment (P-E 8)", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(hostile, hostile, fc.array(hostile, { maxLength: 3 })), {
        minLength: 1,
        maxLength: 4,
      }),
      (values) => {
        const parts = values.map(([directory, text, titles], at) =>
          partOf("x", {
            directory: `${at}${directory.toWellFormed()}`,
            status: statusOf(text.toWellFormed()),
            blocks: titles.map((title) => ({
              title: title.toWellFormed(),
              rank: 1,
              text: `> ${title.toWellFormed()}`,
            })),
          }),
        );
        const text = composeComment(TARGET, parts, 65_000);
        const read = readParts(text);
        const known = (all: readonly Part[]) =>
          all
            .map(({ directory, status, blocks }) => ({ directory, status, blocks: blocks.length }))
            .sort((a, b) => (a.directory < b.directory ? -1 : 1));
        expect(known(read)).toStrictEqual(known(parts));
        expect(composeComment(TARGET, read, 65_000)).toBe(text);
      },
    ),
  );
});
