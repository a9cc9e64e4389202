import { execFileSync } from "node:child_process";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { UsageError } from "../../../../rehearsal/base/usage-error.ts";
import { consumerRepository } from "../../../../rehearsal/world/repositories.ts";

let directory: string;
let source: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "repositories-"));
  source = path.join(directory, "source");
  mkdirSync(source);
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const git = (folder: string, ...argv: string[]): string =>
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.invalid", ...argv], {
    cwd: folder,
    encoding: "utf8",
  });

function write(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(source, name)), { recursive: true });
    writeFileSync(path.join(source, name), text);
  }
}

/** Names of the files that the copy's commit has, and the copy's folder. */
function copy(from = source): { files: string[]; folder: string; sha: string } {
  const folder = mkdtempSync(path.join(directory, "copy-"));
  const { sha } = consumerRepository(from, folder);
  expect(git(folder, "status", "--porcelain", "--ignored")).toBe("");
  const files = git(folder, "ls-tree", "-r", "--name-only", "HEAD").trim().split("\n");
  return { files, folder, sha };
}

const FILES = {
  ".github/workflows/main.yml": "on: push\n",
  ".gitignore": "secret.txt\nbuilt/\n",
  "secret.txt": "hunter2",
  "built/kept.js": "kept",
  "built/other.js": "other",
  "nested/.gitignore": "*.log\n",
  "nested/a.log": "",
  "nested/a.ts": "",
};

describe("a git checkout", () => {
  beforeEach(() => {
    git(source, "init", "--quiet");
    write(FILES);
    git(source, "add", "--all");
    git(source, "add", "--force", "built/kept.js");
    git(source, "commit", "--quiet", "--message", "first");
  });

  test("is copied without what .gitignore names, but with what is committed all the same", () => {
    write({ "new.txt": "not committed yet" });
    const { files, folder } = copy();
    expect(files).toStrictEqual([
      ".github/workflows/main.yml",
      ".gitignore",
      "built/kept.js",
      "nested/.gitignore",
      "nested/a.ts",
      "new.txt",
    ]);
    expect(existsSync(path.join(folder, "secret.txt"))).toBe(false);
  });

  test("is copied as its files are now: changed, deleted, links as links", () => {
    write({ "nested/a.ts": "changed" });
    rmSync(path.join(source, "built/kept.js"));
    symlinkSync("a.ts", path.join(source, "nested/link"));
    const { files, folder } = copy();
    expect(files).not.toContain("built/kept.js");
    expect(readFileSync(path.join(folder, "nested/a.ts"), "utf8")).toBe("changed");
    expect(lstatSync(path.join(folder, "nested/link")).isSymbolicLink()).toBe(true);
  });

  test("a folder in a checkout is a repository of its own, with the ignore rules above it", () => {
    expect(copy(path.join(source, "nested")).files).toStrictEqual([".gitignore", "a.ts"]);
  });

  test("a repository in the repository is left out, as git keeps only a pointer to it", () => {
    write({ "inner/file.txt": "" });
    git(path.join(source, "inner"), "init", "--quiet");
    git(path.join(source, "inner"), "add", "--all");
    git(path.join(source, "inner"), "commit", "--quiet", "--message", "inner");
    expect(copy().files.filter((name) => name.startsWith("inner"))).toStrictEqual([]);
  });

  test("a folder that its checkout ignores is copied with its own rules", () => {
    expect(copy(path.join(source, "built")).files).toContain("kept.js");
  });
});

test("a folder that is not a git checkout is copied as a new repository of it would be", () => {
  write(FILES);
  expect(copy().files).toStrictEqual([
    ".github/workflows/main.yml",
    ".gitignore",
    "nested/.gitignore",
    "nested/a.ts",
  ]);
  expect(existsSync(path.join(source, ".git"))).toBe(false);
});

test("the same files have the same commit", () => {
  write(FILES);
  expect(copy().sha).toBe(copy().sha);
});

test("a folder in which git finds nothing is refused", () => {
  write({ ".gitignore": "*\n" });
  const folder = path.join(directory, "copy");
  expect(() => consumerRepository(source, folder)).toThrow(UsageError);
  expect(() => consumerRepository(source, folder)).toThrow("has no file that git would commit");
});
