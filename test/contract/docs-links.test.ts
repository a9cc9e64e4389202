// Every link in the documentation has a target, and every path that a document names exists.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";

const ROOT = path.resolve(import.meta.dirname, "../..");

/** Folders that are not checked: packages of others, built files, and files that tests compare byte by byte. */
const LEFT_OUT = new Set(["node_modules", "dist", "golden", "fixtures"]);

/** Returns the paths of all Markdown files from the root. The only hidden folder with documentation is .github. */
function documentsIn(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.posix.join(folder, entry.name);
    if (LEFT_OUT.has(entry.name) || (entry.name.startsWith(".") && entry.name !== ".github"))
      return [];
    if (entry.isDirectory()) return documentsIn(file);
    return entry.name.endsWith(".md") ? [file] : [];
  });
}

const textOf = (file: string): string => readFileSync(path.join(ROOT, file), "utf8");

const withoutFences = (text: string): string => text.replaceAll(/^( *)(```+)[^]*?^\1\2$/gm, "");

/** Returns the anchors that GitHub gives to the headings of a text: https://github.com/gjtorikian/html-pipeline */
const anchorsOf = (text: string): string[] =>
  [...withoutFences(text).matchAll(/^#{1,6} +(.+)$/gm)].map(([, heading = ""]) =>
    heading
      .trim()
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );

/** Returns the targets of links within this repository. */
const linksOf = (text: string): string[] =>
  [
    ...withoutFences(text)
      .replaceAll(/`[^`\n]*`/g, "code")
      .matchAll(/\]\(([^)\s]+)\)/g),
  ]
    .map(([, target = ""]) => target)
    .filter((target) => !/^[a-z]+:/.test(target));

/** Returns what is wrong with a link. @returns undefined if its target exists */
function problemOf(file: string, link: string): string | undefined {
  const [target = "", anchor] = link.split("#");
  const found =
    target === "" ? file : path.posix.join(path.posix.dirname(file), decodeURIComponent(target));
  if (!existsSync(path.join(ROOT, found))) return `${link}: there is no ${found}`;
  if (anchor === undefined || !found.endsWith(".md")) return undefined;
  return anchorsOf(textOf(found)).includes(anchor)
    ? undefined
    : `${link}: ${found} has no such heading`;
}

/**
 * Matches code that is a path from the root, without blanks, placeholders or patterns. `actions/checkout` is an action
 * of GitHub.
 */
const PATH = /`((?:docs|rehearsal|scripts|test|\.github|actions\/[\w-]+)\/[\w./-]*)`/g;

const pathsOf = (text: string): string[] =>
  [...withoutFences(text).matchAll(PATH)].map(([, target = ""]) => target);

describe.each(documentsIn("."))("%s", (file) => {
  test("every link leads to a file, and to a heading of it", () => {
    const problems = linksOf(textOf(file)).map((link) => problemOf(file, link));
    expect(problems.filter((problem) => problem !== undefined)).toStrictEqual([]);
  });

  test("every path from the root exists", () => {
    const missing = pathsOf(textOf(file)).filter((target) => !existsSync(path.join(ROOT, target)));
    expect(missing).toStrictEqual([]);
  });
});

test("the check sees a broken link, a missing heading and a missing path", () => {
  expect(problemOf("README.md", "docs/gone.md")).toMatch(/there is no docs\/gone\.md/);
  expect(problemOf("README.md", "docs/testing.md#gone")).toMatch(/no such heading/);
  expect(problemOf("docs/testing.md", "../README.md#see-it-run")).toBeUndefined();
  expect(linksOf("[a](b.md) `[c](d.md)` [e](https://f) [`g`](h.md#i)")).toStrictEqual([
    "b.md",
    "h.md#i",
  ]);
  expect(pathsOf("`test/gone.ts` and `test/<tier>/x`")).toStrictEqual(["test/gone.ts"]);
});
