import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { findChangedFiles } from "../../../../../actions/plan-and-comment/src/affected/changed-files.ts";
import { createGitRepository } from "../../../../support/git-repository.ts";
import type { GitRepository } from "../../../../support/git-repository.ts";

let parent: string;
let checkout: string;
let repository: GitRepository;
const commits: Record<string, string> = {};

// main has the commits base and other, the branch of the pull request has base and change. GitHub tests the merge of
// both.
beforeAll(() => {
  parent = mkdtempSync(path.join(tmpdir(), "changed-files-"));
  checkout = path.join(parent, "checkout");
  repository = createGitRepository(checkout);
  const { git } = repository;
  const commit = (name: string, files: Record<string, string>) =>
    (commits[name] = repository.commit(name, files));
  commit("base", { "old name": "a long line that git could take for a move\n", kept: "1" });
  git("checkout", "-q", "-b", "change");
  git("mv", "old name", "übung.tf");
  commit("change", { "new\nline.tf": "x" });
  git("checkout", "-q", "main");
  commit("other", { "of-main": "x" });
  git("merge", "-q", "--no-ff", "-m", "merge", "change");
  commits["merge"] = git("rev-parse", "HEAD");
});
afterAll(() => rmSync(parent, { recursive: true }));

/** Makes a checkout of the merge commit, as actions/checkout does. */
function clone(depth: number): string {
  const folder = path.join(parent, `depth-${depth}`);
  const from = `file://${checkout}`;
  repository.git("clone", "-q", ...(depth === 0 ? [] : ["--depth", String(depth)]), from, folder);
  return folder;
}

async function find(
  folder: string,
  change: { eventName: string; sha?: string; mergeGroupBase?: string },
) {
  const notices: string[] = [];
  const context = { sha: commits["merge"] ?? "", mergeGroupBase: undefined, ...change };
  const log = { notice: (text: string) => void notices.push(text) };
  const job = { context, log, checkout: folder, environment: repository.environment };
  const changed = await findChangedFiles(job as unknown as Parameters<typeof findChangedFiles>[0]);
  return { changed, notices };
}

// Commits that main got meanwhile are not part of the change. A file that was moved counts at its old and its new path.
const FILES = ["new\nline.tf", "old name", "übung.tf"];
const UNKNOWN = { everything: "git cannot tell which files changed" };

test("a pull request is compared with its base branch, in a checkout of two commits", async () => {
  const { changed, notices } = await find(clone(2), { eventName: "pull_request" });
  expect([changed, notices]).toStrictEqual([{ files: FILES }, []]);
});

test("a merge group is compared with its base", async () => {
  const change = { eventName: "merge_group", mergeGroupBase: commits["base"] ?? "" };
  const { changed } = await find(clone(0), change);
  expect(changed).toStrictEqual({ files: [...FILES.slice(0, 1), "of-main", ...FILES.slice(1)] });
});

test.each(["push", "workflow_dispatch", "schedule"])(
  "with the event %s, everything counts as changed",
  async (eventName) => {
    const { changed, notices } = await find(checkout, { eventName });
    expect([changed, notices]).toStrictEqual([
      { everything: `a run for ${eventName} is not compared with another commit` },
      [],
    ]);
  },
);

test.each<[string, () => string, Parameters<typeof find>[1], RegExp]>([
  [
    "a checkout of only one commit",
    () => clone(1),
    { eventName: "pull_request" },
    /^every workspace counts as changed, because git cannot tell which files changed: .*\^1/,
  ],
  [
    "a checkout of a commit that is not the commit of the run",
    () => checkout,
    { eventName: "pull_request", sha: "f".repeat(40) },
    /the checkout is at [0-9a-f]{40}, but the run is for f{40}/,
  ],
  [
    "an event without a base commit",
    () => checkout,
    { eventName: "merge_group" },
    /names no base commit/,
  ],
  [
    "a base commit that is not in the checkout",
    () => checkout,
    { eventName: "merge_group", mergeGroupBase: "e".repeat(40) },
    /bad object|unknown revision/,
  ],
  [
    "a folder that is not a repository",
    () => tmpdir(),
    { eventName: "pull_request" },
    /not a git repository/,
  ],
])(
  "with %s, everything counts as changed, and a notice says why",
  async (_, folder, change, why) => {
    const { changed, notices } = await find(folder(), change);
    expect([changed, notices]).toStrictEqual([UNKNOWN, [expect.stringMatching(why)]]);
    expect(notices[0]).toContain("fetch-depth: 2");
  },
);
