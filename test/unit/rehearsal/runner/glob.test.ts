import { createHash } from "node:crypto";
import path from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { findFiles } from "../../../../rehearsal/runner/glob.ts";
import { hashFiles } from "../../../../rehearsal/runner/hash-files.ts";
import { removeFolders, temporaryFolder, writeFiles } from "../../../support/workflows/run.ts";

afterAll(removeFolders);

const root = temporaryFolder();
writeFiles(root, {
  "package-lock.json": "lock",
  "app/package-lock.json": "app lock",
  "app/src/a.ts": "a",
  "app/src/.hidden": "h",
  "b+c/x.txt": "x",
});

describe("findFiles", () => {
  it.each<[patterns: string[], expected: string[]]>([
    [["**/package-lock.json"], ["app/package-lock.json", "package-lock.json"]],
    [["*.json"], ["package-lock.json"]],
    [["app"], ["app/package-lock.json", "app/src/.hidden", "app/src/a.ts"]],
    [["app/**", "!app/src/**"], ["app/package-lock.json"]],
    [["app/src/?.ts"], ["app/src/a.ts"]],
    [["b+c/*"], ["b+c/x.txt"]],
    [["# comment", "missing/**"], []],
    [
      ["b+c/*", "app/src/*", "*.json"],
      ["app/src/.hidden", "app/src/a.ts", "b+c/x.txt", "package-lock.json"],
    ],
    [
      ["package-lock.json", "b+c/*", "app/src/a.ts", "app/src/*"],
      ["package-lock.json", "b+c/x.txt", "app/src/.hidden", "app/src/a.ts"],
    ],
    [
      ["app/**", "!app/src/**", "app/src/a.ts"],
      ["app/package-lock.json", "app/src/a.ts"],
    ],
    [["app/src\n!**/.hidden"], ["app/src/a.ts"]],
  ])("%j", (patterns, expected) => {
    const { files } = findFiles(patterns, root);
    expect(files.map((file) => path.relative(root, file))).toStrictEqual(expected);
  });
});

describe("hashFiles", () => {
  const digest = (text: string) => createHash("sha256").update(text).digest();

  it("hashes the digests of the files", () => {
    const expected = createHash("sha256").update(digest("app lock")).update(digest("lock"));
    expect(hashFiles(["**/package-lock.json"], root)).toBe(expected.digest("hex"));
  });

  it("is empty when nothing matches or all is outside the workspace", () => {
    expect(hashFiles(["nothing"], root)).toBe("");
    expect(hashFiles([`${root}/package-lock.json`], path.join(root, "app"))).toBe("");
  });
});
