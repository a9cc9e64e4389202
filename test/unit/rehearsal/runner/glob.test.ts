import { symlinkSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, it } from "@jest/globals";
import { findFiles, hashFiles } from "../../../../rehearsal/runner/glob.ts";
import { removeFolders, temporaryFolder } from "../../../support/workflows/run.ts";
import { writeFiles } from "../../../support/write-files.ts";

afterAll(removeFolders);

const root = temporaryFolder();
writeFiles(root, { "lock.json": "lock", "app/lock.json": "app lock", "app/.hidden": "h" });

it.each<[patterns: string, hidden: boolean, expected: string[]]>([
  ["**/lock.json", false, ["app/lock.json", "lock.json"]],
  ["app", false, ["app/lock.json"]],
  ["app", true, ["app/.hidden", "app/lock.json"]],
  ["app\n!**/.hidden", true, ["app/lock.json"]],
  ["# comment\nmissing/**", true, []],
])("finds the files of %j, with hidden files: %s", (patterns, hidden, expected) => {
  const { files } = findFiles(patterns, root, hidden);
  expect(files.map((file) => path.relative(root, file))).toStrictEqual(expected);
});

it("starts a search at the fixed part of a pattern", () => {
  expect(findFiles("app/**\nlock.json", root, true).roots).toStrictEqual([
    path.join(root, "app"),
    path.join(root, "lock.json"),
  ]);
});

// The hashes of files that match are compared with act: functions-hash-files.yml.
it("gives an empty text if no file matches, and hashes no file outside the folder", () => {
  expect(hashFiles(["nothing"], root)).toBe("");
  expect(hashFiles([path.join(root, "lock.json")], path.join(root, "app"))).toBe("");
});

it("follows links only with the option for it, and refuses other options", () => {
  symlinkSync(path.join(root, "app"), path.join(root, "linked"));
  expect(hashFiles(["linked/**"], root)).toBe("");
  expect(hashFiles(["--follow-symbolic-links", "linked/lock.json"], root)).toBe(
    hashFiles(["app/lock.json"], root),
  );
  expect(() => hashFiles(["--no-such", "*"], root)).toThrow(
    "Invalid glob option --no-such, available option: '--follow-symbolic-links'",
  );
});

it("reports a refused pattern in one line", () => {
  const refused =
    "@actions/glob failed: Invalid pattern '../up'. Relative pathing '.' and '..' is not allowed.";
  expect(() => hashFiles(["../up"], root)).toThrow(new Error(refused));
});
