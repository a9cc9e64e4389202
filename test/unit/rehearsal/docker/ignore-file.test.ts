import { describe, expect, test } from "@jest/globals";
import { readIgnoreFile } from "../../../../rehearsal/docker/ignore-file.ts";

describe("I-E 47: .dockerignore", () => {
  test.each([
    ["node_modules", "node_modules/a/b", true],
    ["node_modules", "app/node_modules", false],
    ["**/node_modules", "app/node_modules/x", true],
    ["**/*.md", "README.md", true],
    ["*.md", "docs/README.md", false],
    ["/a/", "a", true],
    ["docs\n!docs/keep.md", "docs/keep.md", false],
    ["!a\na", "a", true],
    ["# comment\n\n", "# comment", false],
    ["file?.[ab]", "file1.b", true],
    ["[0-9a-f][^0-9]", "fx", true],
    [String.raw`[\-a]`, "-", true],
    ["a.b", "aXb", false],
    // Patterns as moby/patternmatcher 0.6.1 matches them.
    [String.raw`foo\[1\].txt`, "foo[1].txt", true],
    [String.raw`\#hash`, "#hash", true],
    [String.raw`\!bang`, "!bang", true],
    [String.raw`\*`, "anything", false],
    ["a//b", "a/b", true],
    ["src/../web", "web/index.html", true],
    ["src/./deep", "src/deep", true],
    ["! a//b \nc", "c", true],
    // A byte order mark is no part of the first line.
    ["\uFEFF# comment", "# comment", false],
    ["\uFEFFnotes", "notes", true],
    // Next to other characters, ** stands for complete folder names.
    ["a**b", "axb", false],
    ["a**b", "a/x/b", true],
    ["**log", "my.log", true],
    ["**log?", "my.log1", false],
    ["logs**", "logs-of/today", true],
    // No earlier pattern excludes the folder itself, so ! includes nothing again.
    ["**/*.md\n!docs", "docs/a.md", true],
    ["docs\n**/*.md\n!docs", "docs/a.md", false],
  ])("%j: %s", (text, name, expected) => {
    expect(readIgnoreFile(text)(name)).toBe(expected);
  });

  test.each(["[", "a[b", "[]", "a\\", "[a-]", "[-a]", "x[^-]", "[a-c-e]"])(
    "the pattern %s is refused, as by BuildKit",
    (text) => {
      expect(() => readIgnoreFile(text)).toThrow(`syntax error in pattern: ${text}`);
    },
  );

  test("an exclamation mark alone is refused", () => {
    expect(() => readIgnoreFile("a\n!\n")).toThrow('illegal exclusion pattern: "!"');
  });
});
