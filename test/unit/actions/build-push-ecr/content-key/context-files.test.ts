import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { readContextEntries } from "../../../../../actions/build-push-ecr/src/content-key/context-files.ts";
import { readIgnoreRules } from "../../../../../actions/build-push-ecr/src/content-key/ignore-file.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "context-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function write(name: string, text: string, mode = 0o644): void {
  mkdirSync(path.dirname(path.join(directory, name)), { recursive: true });
  writeFileSync(path.join(directory, name), text);
  chmodSync(path.join(directory, name), mode);
}

const read = (ignored = "") => readContextEntries(directory, readIgnoreRules(ignored));
const names = (ignored = "") => read(ignored).map((entry) => entry.path);

test("I-E 70: lists files with mode and hash, folders, and links with their target, sorted", () => {
  write("b.txt", "hello", 0o640);
  write("a/run.sh", "#!/bin/sh\n", 0o755);
  mkdirSync(path.join(directory, "empty"));
  chmodSync(path.join(directory, "a"), 0o755);
  chmodSync(path.join(directory, "empty"), 0o755);
  symlinkSync("../nowhere", path.join(directory, "link"));
  expect(read()).toStrictEqual([
    { path: "a", type: "folder", mode: 0o755, content: "" },
    expect.objectContaining({ path: "a/run.sh", type: "file", mode: 0o755 }),
    {
      path: "b.txt",
      type: "file",
      mode: 0o640,
      content: "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
    },
    { path: "empty", type: "folder", mode: 0o755, content: "" },
    { path: "link", type: "link", mode: 0, content: "../nowhere" },
  ]);
});

test("a file of several megabytes is hashed completely", () => {
  write("large", "x".repeat(3_000_000));
  const [before] = read();
  write("large", `${"x".repeat(2_999_999)}y`);
  expect(read()[0]?.content).not.toBe(before?.content);
});

test("the modification time of a file does not count", () => {
  write("a", "a");
  const before = read();
  utimesSync(path.join(directory, "a"), 1, 1);
  expect(read()).toStrictEqual(before);
});

test("I-E 47: ignored files are left out; a file that a rule keeps in an ignored folder is listed", () => {
  write("node_modules/x/index.js", "");
  write("docs/drop.md", "");
  write("docs/keep.md", "");
  write("src/a.log", "");
  expect(names("node_modules\n**/*.log\ndocs\n!docs/keep.md")).toStrictEqual([
    "docs/keep.md",
    "src",
  ]);
});
