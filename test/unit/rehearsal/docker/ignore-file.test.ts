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
    ["a.b", "aXb", false],
    // What moby/patternmatcher 0.6.1 leaves out.
    [String.raw`foo\[1\].txt`, "foo[1].txt", true],
    [String.raw`\#hash`, "#hash", true],
    [String.raw`\!bang`, "!bang", true],
    [String.raw`\*`, "anything", false],
    ["a//b", "a/b", true],
    ["src/../web", "web/index.html", true],
    ["src/./deep", "src/deep", true],
    ["! a//b \nc", "c", true],
  ])("%j: %s", (text, name, expected) => {
    expect(readIgnoreFile(text)(name)).toBe(expected);
  });

  test.each(["[", "a[b", "[]", "a\\"])("the pattern %s is refused as BuildKit does", (text) => {
    expect(() => readIgnoreFile(text)).toThrow(`syntax error in pattern: ${text}`);
  });
});
