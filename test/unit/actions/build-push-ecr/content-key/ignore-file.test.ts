import { describe, expect, test } from "@jest/globals";
import { readIgnoreRules } from "../../../../../actions/build-push-ecr/src/content-key/ignore-file.ts";
import type { Matches } from "../../../../../actions/build-push-ecr/src/content-key/ignore-file.ts";
import { NotComparable } from "../../../../../actions/build-push-ecr/src/content-key/not-comparable.ts";

/** Matches each folder from the root down to the file, as the walk through the context does. */
function isIgnored(text: string, name: string): boolean {
  const rules = readIgnoreRules(text);
  let parent: Matches | undefined;
  let ignored = false;
  const parts = name.split("/");
  for (let length = 1; length <= parts.length; length += 1) {
    const result = rules.match(parts.slice(0, length).join("/"), parent);
    ({ ignored } = result);
    parent = result.matches;
  }
  return ignored;
}

describe("I-E 47: .dockerignore", () => {
  test.each([
    ["node_modules", "node_modules/a/b", true],
    ["node_modules", "app/node_modules", false],
    ["**/node_modules", "app/node_modules/x", true],
    ["**/node_modules", "node_modules", true],
    ["**/*.md", "README.md", true],
    ["*.md", "docs/README.md", false],
    ["*", "a/b", true],
    ["**", "a/b", true],
    ["a/**", "a", false],
    ["a/**", "a/b/c", true],
    ["a**", "abc/d", true],
    ["**b", "xb", true],
    ["a/**/z", "a/z", true],
    ["a/**/z", "a/b/c/z", true],
    ["a/*/z", "a/b/c/z", false],
    ["/a/", "a", true],
    ["docs\n!docs/keep.md", "docs/keep.md", false],
    ["docs\n!docs/keep.md", "docs/drop.md", true],
    ["*\n!src\n!src/**", "src/a/b", false],
    ["!a\na", "a", true],
    ["\uFEFFa", "a", true],
    ["a\r\nb\r\n", "a", true],
    ["# comment\n\n", "# comment", false],
    ["  #kept as a name", "#kept as a name", true],
    ["file?.[ab]", "file1.b", true],
    ["file?.[^ab]", "file1.b", false],
    ["?", "😀", true],
    ["a.b", "aXb", false],
    ["(a|b)+$", "(a|b)+$", true],
    [String.raw`foo\[1\].txt`, "foo[1].txt", true],
    [String.raw`\#hash`, "#hash", true],
    [String.raw`\*`, "anything", false],
    ["a//b", "a/b", true],
    ["src/../web", "web/index.html", true],
    ["./deep", "deep", true],
    ["! a//b \na/c", "a/c", true],
    // The third pattern is not tried for the folder, so it does not affect the file that the second pattern keeps.
    ["x\n!x/keep\nx", "x/keep", false],
    [".", "a", false],
  ])("%j: %s is ignored: %s", (text, name, expected) => {
    expect(isIgnored(text, name)).toBe(expected);
  });

  test.each(["[", "a[b", "[]", "a\\", "!", String.raw`a\d`, "[z-a]", "[a*b]"])(
    "the pattern %s is refused as not comparable",
    (text) => {
      expect(() => readIgnoreRules(text)).toThrow(NotComparable);
    },
  );

  test.each([
    ["a", "a", false],
    ["a\n!a/keep", "a", true],
    ["a\n!b/keep", "a", false],
    ["a\n!**/keep", "a", true],
  ])("%j: something below %s may be kept: %s", (text, folder, expected) => {
    expect(readIgnoreRules(text).mayKeepBelow(folder)).toBe(expected);
  });
});
