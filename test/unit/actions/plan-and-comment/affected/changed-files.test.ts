import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { findChangedFiles } from "../../../../../actions/plan-and-comment/src/affected/changed-files.ts";

let parent: string;
let checkout: string;
const commits: Record<string, string> = {};

const environment = {
  PATH: process.env["PATH"] ?? "",
  ...{ HOME: "/nonexistent", GIT_CONFIG_NOSYSTEM: "1" },
  ...{ GIT_AUTHOR_NAME: "a", GIT_AUTHOR_EMAIL: "a@example.org" },
  ...{ GIT_COMMITTER_NAME: "a", GIT_COMMITTER_EMAIL: "a@example.org" },
};
const git = (folder: string, ...argv: string[]): string =>
  execFileSync("git", ["-C", folder, ...argv], { env: environment, encoding: "utf8" }).trim();
function commit(name: string, files: Record<string, string>): void {
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(checkout, file), text);
  git(checkout, "add", "--all");
  git(checkout, "commit", "-q", "-m", name);
  commits[name] = git(checkout, "rev-parse", "HEAD");
}

// main: base - other; the pull request's branch: base - change; the merge of both is what GitHub tests.
beforeAll(() => {
  parent = mkdtempSync(path.join(tmpdir(), "changed-files-"));
  checkout = path.join(parent, "checkout");
  git(parent, "init", "-q", "-b", "main", "checkout");
  commit("base", { "old name": "a long line that git could take for a move\n", kept: "1" });
  git(checkout, "checkout", "-q", "-b", "change");
  git(checkout, "mv", "old name", "übung.tf");
  commit("change", { "new\nline.tf": "x" });
  git(checkout, "checkout", "-q", "main");
  commit("other", { "of-main": "x" });
  git(checkout, "merge", "-q", "--no-ff", "-m", "merge", "change");
  commits["merge"] = git(checkout, "rev-parse", "HEAD");
});
afterAll(() => rmSync(parent, { recursive: true }));

/** A checkout of the merge commit as actions/checkout makes it. */
function clone(depth: number): string {
  const folder = path.join(parent, `depth-${depth}`);
  const from = `file://${checkout}`;
  git(parent, "clone", "-q", ...(depth === 0 ? [] : ["--depth", String(depth)]), from, folder);
  return folder;
}

async function find(
  folder: string,
  change: { eventName: string; sha?: string; mergeGroupBase?: string },
) {
  const notices: string[] = [];
  const context = { sha: commits["merge"] ?? "", mergeGroupBase: undefined, ...change };
  const log = { notice: (text: string) => void notices.push(text) };
  const job = { context, log, checkout: folder, environment };
  const changed = await findChangedFiles(job as unknown as Parameters<typeof findChangedFiles>[0]);
  return { changed, notices };
}

// What main has got meanwhile is not part of the change, and a file that was moved counts in both places.
const FILES = ["new\nline.tf", "old name", "übung.tf"];
const UNKNOWN = { everything: "git does not say what differs" };

test("a pull request is compared with the branch that it is merged into, in a checkout of two commits", async () => {
  const { changed, notices } = await find(clone(2), { eventName: "pull_request" });
  expect([changed, notices]).toStrictEqual([{ files: FILES }, []]);
});

test("a merge group is compared with its base", async () => {
  const change = { eventName: "merge_group", mergeGroupBase: commits["base"] ?? "" };
  const { changed } = await find(clone(0), change);
  expect(changed).toStrictEqual({ files: [...FILES.slice(0, 1), "of-main", ...FILES.slice(1)] });
});

test.each(["push", "workflow_dispatch", "schedule"])(
  "for %s it is everything",
  async (eventName) => {
    const { changed, notices } = await find(checkout, { eventName });
    expect([changed, notices]).toStrictEqual([
      { everything: `a run for ${eventName} is not compared with another commit` },
      [],
    ]);
  },
);

test.each<[string, () => string, Parameters<typeof find>[1], RegExp]>([
  ["one commit only", () => clone(1), { eventName: "pull_request" }, /differs: .*\^1/],
  [
    "another commit than the run's",
    () => checkout,
    { eventName: "pull_request", sha: "f".repeat(40) },
    /the checkout is at [0-9a-f]{40}, and the run is for f{40}/,
  ],
  ["no base in the event", () => checkout, { eventName: "merge_group" }, /names no base commit/],
  [
    "a base that is not there",
    () => checkout,
    { eventName: "merge_group", mergeGroupBase: "e".repeat(40) },
    /bad object|unknown revision/,
  ],
  ["no repository", () => tmpdir(), { eventName: "pull_request" }, /not a git repository/],
])("with %s it is everything, and a notice says why", async (_, folder, change, why) => {
  const { changed, notices } = await find(folder(), change);
  expect([changed, notices]).toStrictEqual([UNKNOWN, [expect.stringMatching(why)]]);
  expect(notices[0]).toContain("fetch-depth: 2");
});
