import { execFileSync } from "node:child_process";
import { mkdtempSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { listFiles } from "../../../../rehearsal/world/work-tree.ts";
import { writeFiles } from "../../../support/write-files.ts";

let directory: string;
let source: string;
let empty: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "work-tree-"));
  [source, empty] = [path.join(directory, "source"), path.join(directory, "empty")];
  writeFiles(source, { "a.yml": "", "b/Dockerfile": "", "c.tf": "", ".gitignore": "*.log\n" });
  execFileSync("git", ["init", "--quiet", "--bare", empty]);
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const git = (...argv: string[]): void =>
  void execFileSync("git", argv, { cwd: source, stdio: "ignore" });

test("a file that was deleted or renamed without git is not listed under its old name", () => {
  git("init");
  git("add", "--all");
  rmSync(path.join(source, "b"), { recursive: true });
  renameSync(path.join(source, "a.yml"), path.join(source, "new.yml"));
  expect(listFiles(source, empty).sort()).toStrictEqual([".gitignore", "c.tf", "new.yml"]);
});

test("a checkout without any of its tracked files has no files", () => {
  git("init");
  git("add", "--all");
  for (const name of ["a.yml", "b", "c.tf", ".gitignore"])
    rmSync(path.join(source, name), { recursive: true });
  expect(listFiles(source, empty)).toStrictEqual([]);
});

test("a link is listed as a file, even if its target does not exist", () => {
  symlinkSync("c.tf", path.join(source, "link.tf"));
  symlinkSync("gone.tf", path.join(source, "broken.tf"));
  expect(listFiles(source, empty).sort()).toStrictEqual(
    [".gitignore", "a.yml", "b/Dockerfile", "broken.tf", "c.tf", "link.tf"].sort(),
  );
});

test("a repository inside the repository is not listed", () => {
  git("init");
  writeFiles(path.join(source, "inner"), { "x.txt": "" });
  execFileSync("git", ["init", "--quiet"], { cwd: path.join(source, "inner") });
  expect(listFiles(source, empty)).not.toContain("inner/");
});
