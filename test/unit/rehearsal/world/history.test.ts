import { execFileSync } from "node:child_process";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { UsageError } from "../../../../rehearsal/base/usage-error.ts";
import { History } from "../../../../rehearsal/world/history.ts";
import { writeFiles } from "../../../support/write-files.ts";

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
  writeFiles(source, files);
}

/** Opens the repository of a new world, or of a kept one. */
const open = (world = mkdtempSync(path.join(directory, "world-"))): History =>
  new History(path.join(world, "repository"));

/** Makes a copy, and returns the files of its commit, its folder and its commit. */
function copy(from = source): { files: string[]; folder: string; sha: string } {
  const history = open();
  const sha = history.commit(from, "main");
  const folder = mkdtempSync(path.join(directory, "copy-"));
  history.checkOut(sha, folder);
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

  test("is copied without files that .gitignore names, unless they are committed", () => {
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

  test("is copied with changed files, without deleted files, and with links as links", () => {
    write({ "nested/a.ts": "changed" });
    rmSync(path.join(source, "built/kept.js"));
    symlinkSync("a.ts", path.join(source, "nested/link"));
    const { files, folder } = copy();
    expect(files).not.toContain("built/kept.js");
    expect(readFileSync(path.join(folder, "nested/a.ts"), "utf8")).toBe("changed");
    expect(lstatSync(path.join(folder, "nested/link")).isSymbolicLink()).toBe(true);
  });

  test("has folders that are copied as separate repositories, with the ignore rules above them", () => {
    expect(copy(path.join(source, "nested")).files).toStrictEqual([".gitignore", "a.ts"]);
  });

  test("is copied without a repository inside it, because git keeps only a pointer to that repository", () => {
    write({ "inner/file.txt": "" });
    git(path.join(source, "inner"), "init", "--quiet");
    git(path.join(source, "inner"), "add", "--all");
    git(path.join(source, "inner"), "commit", "--quiet", "--message", "inner");
    expect(copy().files.filter((name) => name.startsWith("inner"))).toStrictEqual([]);
  });

  test("may have an ignored folder, which is copied with its own rules", () => {
    expect(copy(path.join(source, "built")).files).toContain("kept.js");
  });
});

test("a folder that is not a git checkout is copied like a new repository with these files", () => {
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

test("a folder without files that git would commit is refused", () => {
  write({ ".gitignore": "*\n" });
  const history = open();
  expect(() => history.commit(source, "main")).toThrow(UsageError);
  expect(() => history.commit(source, "main")).toThrow("has no files that git would commit");
});

describe("a kept world", () => {
  const BACKEND = { "backend/src/main.ts": "start();\n", "backend/test/main.test.ts": "" };
  const fileOf = (history: History, sha: string, file: string): string => {
    const folder = mkdtempSync(path.join(directory, "copy-"));
    history.checkOut(sha, folder);
    return readFileSync(path.join(folder, file), "utf8");
  };

  test("has one history, which grows only if files change", () => {
    write(BACKEND);
    const world = mkdtempSync(path.join(directory, "world-"));
    const first = open(world).commit(source, "main");
    expect(open(world).commit(source, "main")).toBe(first);
    write({ "backend/src/main.ts": "stop();\n" });
    const second = open(world).commit(source, "main");
    const folder = path.join(directory, "history");
    open(world).checkOut(second, folder);
    expect(git(folder, "rev-parse", "HEAD~1").trim()).toBe(first);
    expect(git(folder, "symbolic-ref", "--short", "HEAD").trim()).toBe("main");
  });

  test("has the same commits after the same steps", () => {
    write(BACKEND);
    const steps = (history: History): string[] => [
      history.commit(source, "main"),
      history.commit(source, "main", "backend"),
      history.commit(source, "main", "backend"),
    ];
    const commits = steps(open());
    expect(steps(open())).toStrictEqual(commits);
    expect(new Set(commits).size).toBe(3);
  });

  test("keeps the commit of a change in later runs, even if the files change", () => {
    write(BACKEND);
    const history = open();
    history.commit(source, "main");
    const changed = history.commit(source, "main", "backend");
    expect(fileOf(history, changed, "backend/src/main.ts")).toBe(
      "start();\n// Edit 1 of the rehearsal.\n",
    );
    expect(history.commit(source, "main")).toBe(changed);
    write({ "backend/src/main.ts": "stop();\n" });
    expect(fileOf(history, history.commit(source, "main"), "backend/src/main.ts")).toBe(
      "stop();\n// Edit 1 of the rehearsal.\n",
    );
    expect(readFileSync(path.join(source, "backend/src/main.ts"), "utf8")).toBe("stop();\n");
  });

  test("is not changed by a refused change", () => {
    write(BACKEND);
    const history = open();
    const first = history.commit(source, "main");
    expect(() => history.commit(source, "main", "frontend")).toThrow("--change");
    expect(history.commit(source, "main")).toBe(first);
  });

  test("has a pull request as a branch, which is tested as its merge, and squashed into one commit of main", () => {
    write(BACKEND);
    const history = open();
    const main = history.commit(source, "main");
    const head = history.commit(source, "change", "backend");
    expect([history.main(), history.head("change")]).toStrictEqual([main, head]);
    const tested = history.mergeForTest(head, 1);
    const folder = path.join(directory, "merge");
    history.checkOut(tested, folder);
    expect(git(folder, "rev-parse", "HEAD^1", "HEAD^2").trim()).toBe(`${main}\n${head}`);
    expect(git(folder, "rev-parse", "main", "refs/pull/1/merge").trim()).toBe(`${main}\n${tested}`);
    const merged = history.squash(head, "A change (#1)");
    expect(history.main()).toBe(merged);
    history.checkOut(merged, path.join(directory, "squashed"));
    expect(git(path.join(directory, "squashed"), "log", "-1", "--format=%P %s").trim()).toBe(
      `${main} A change (#1)`,
    );
    expect(fileOf(history, merged, "backend/src/main.ts")).toContain("Edit 1");
  });

  test("gets its main branch by a first pull request; if nothing differs, all files count as new", () => {
    write(BACKEND);
    const history = open();
    const head = history.commit(source, "change");
    expect(history.main()).toBe(head);
    const folder = path.join(directory, "merge");
    history.checkOut(history.mergeForTest(head, 1), folder);
    expect(git(folder, "rev-parse", "HEAD^2").trim()).toBe(head);
    expect(git(folder, "diff", "--name-only", "HEAD^1", "HEAD")).toBe(git(folder, "ls-files"));
    expect(history.squash(head, "nothing")).toBe(head);
  });

  test("has folders whose files are read from a commit", () => {
    const files = { "dev.yml": "region: x\n", "empty.yml": "", "ü.yml": "name: ü 🚀" };
    write(
      Object.fromEntries(
        Object.entries(files).map(([name, text]) => [`environments/${name}`, text]),
      ),
    );
    write({ "environments/more/a.yml": "" });
    const history = open();
    const sha = history.commit(source, "main");
    expect(history.read(sha, "environments")).toStrictEqual(files);
    expect(history.read(history.main() ?? "", "nothing")).toStrictEqual({});
  });
});

test("names the files in which two commits differ", () => {
  write({ "app/main.ts": "one", "README.md": "text", "a b/ü.txt": "x" });
  const history = open();
  const first = history.commit(source, "main");
  expect(history.changedFiles(undefined, first)).toStrictEqual([
    "README.md",
    "a b/ü.txt",
    "app/main.ts",
  ]);
  write({ "app/main.ts": "two", "app/moved.md": "text" });
  rmSync(path.join(source, "README.md"));
  const second = history.commit(source, "main");
  expect(history.changedFiles(first, second)).toStrictEqual([
    "README.md",
    "app/main.ts",
    "app/moved.md",
  ]);
  expect(history.changedFiles(second, second)).toStrictEqual([]);
});
