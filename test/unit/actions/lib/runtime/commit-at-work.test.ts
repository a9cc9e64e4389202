import { mkdtempSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@jest/globals";
import { commitAtWork } from "../../../../../actions/lib/runtime/commit-at-work.ts";
import type { GitHubContext } from "../../../../../actions/lib/github/context.ts";
import { createGitRepository } from "../../../../support/git-repository.ts";
import type { GitRepository } from "../../../../support/git-repository.ts";
import { useFolder } from "../../../../support/use-folder.ts";

const folder = useFolder();
const SHA = "e".repeat(40);
const context = { sha: SHA, headSha: SHA } as GitHubContext;
const at = (checkout: string, pullHead: string) =>
  commitAtWork(pullHead, {
    checkout,
    environment: { PATH: process.env["PATH"] ?? "", HOME: "/nonexistent" },
    context,
  });

/** Creates a repository with `main`, and with a branch `work` that has its own commit. */
function repository(): GitRepository & { work: string } {
  const created = createGitRepository(mkdtempSync(path.join(folder, "checkout-")));
  created.commit("first", { a: "1" });
  created.git("checkout", "-q", "-b", "work");
  const work = created.commit("second", { b: "2" });
  created.git("checkout", "-q", "main");
  created.commit("third", { c: "3" });
  return { ...created, work };
}

test("returns the head of the pull request if its branch is checked out", async () => {
  const { directory, git, work } = repository();
  git("checkout", "-q", work);
  expect(await at(directory, work)).toStrictEqual({ sha: work, headSha: work });
});

test("returns the merge of the pull request if it is checked out, also without its parents", async () => {
  const { directory, git, work } = repository();
  git("merge", "-q", "--no-ff", "-m", "merge", work);
  const merge = git("rev-parse", "HEAD");
  const expected = { sha: merge, headSha: work };
  expect(await at(directory, work)).toStrictEqual(expected);
  writeFileSync(path.join(directory, ".git/shallow"), `${merge}\n`);
  expect(await at(directory, work)).toStrictEqual(expected);
});

test("returns a commit that was pushed after the request to GitHub, and that merges main", async () => {
  const { directory, git, work } = repository();
  git("checkout", "-q", "work");
  git("merge", "-q", "-m", "merge", "main");
  const later = git("rev-parse", "HEAD");
  expect(await at(directory, work)).toStrictEqual({ sha: later, headSha: later });
});

test("returns any other commit that is checked out, such as one of the default branch", async () => {
  const { directory, git, work } = repository();
  const main = git("rev-parse", "HEAD");
  expect(await at(directory, work)).toStrictEqual({ sha: main, headSha: main });
});

test("returns the commit of the event without a repository or without commits", async () => {
  const empty = createGitRepository(path.join(folder, "empty"));
  for (const checkout of ["/nonexistent", empty.directory])
    expect(await at(checkout, "f".repeat(40))).toStrictEqual({ sha: SHA, headSha: SHA });
});
