import { mkdirSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { defaultBranch } from "../../../../rehearsal/init/default-branch.ts";
import { git } from "../../../../rehearsal/world/git.ts";
import { removeFolders, temporaryFolder } from "../../../support/workflows/run.ts";

afterAll(removeFolders);

/** Makes a repository with a commit on the first branch; its last branch is checked out. */
function repository(...branches: string[]): string {
  const directory = temporaryFolder();
  git(directory, ["init", "--quiet", `--initial-branch=${branches[0] ?? ""}`]);
  const author = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
  git(directory, [...author, "commit", "--quiet", "--allow-empty", "--message=a"]);
  for (const branch of branches.slice(1)) git(directory, ["checkout", "--quiet", "-b", branch]);
  return directory;
}

test.each([
  ["the only branch", ["trunk"], "trunk"],
  ["main, whatever branch is checked out", ["main", "feature"], "main"],
])("%s", (_, branches, expected) => {
  expect(defaultBranch(repository(...branches))).toBe(expected);
});

test("the default branch of origin takes precedence", () => {
  const directory = repository("main");
  git(directory, ["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/release/next"]);
  expect(defaultBranch(directory)).toBe("release/next");
});

test("a folder that is not a repository itself has main", () => {
  const inside = path.join(repository("trunk"), "app");
  mkdirSync(inside);
  expect(defaultBranch(inside)).toBe("main");
  expect(defaultBranch(temporaryFolder())).toBe("main");
});
