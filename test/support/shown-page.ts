// What a reader of a comment sees, and what GitHub finds in it, according to independent Markdown parsers.
import { expect } from "@jest/globals";
import { marked } from "marked";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";

/** Elements that reports consist of, and elements that Markdown syntax becomes. */
const TAGS = new Set(
  "details summary sub a b code pre p ul li h3 h4 strong em blockquote br hr ol del".split(" "),
);

const byMarked = (markdown: string): string => marked.parse(markdown, { gfm: true, async: false });

/** Renders exactly as the specification says, but takes ten times as long as marked. */
const byMicromark = (markdown: string): string =>
  micromark(markdown, {
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
    allowDangerousHtml: true,
  });

/** Returns the page without hidden text and without code, because GitHub links nothing in code. */
const withoutCode = (page: string): string =>
  page
    .replaceAll(/<!--[^]*?-->/g, "")
    .replaceAll(/<pre><code[^>]*>[^<]*<\/code><\/pre>|<code>[^<]*<\/code>/g, "");

/**
 * Returns the result of `check` for the page that the Markdown becomes, without its code. marked is fast, but takes a
 * bracket in a code span for a bracket of the link around it. So if a check fails, micromark renders the page again and
 * decides.
 */
export function onShownPage<T>(markdown: string, check: (page: string) => T): T {
  try {
    return check(withoutCode(byMarked(markdown)));
  } catch {
    return check(withoutCode(byMicromark(markdown)));
  }
}

/**
 * Fails if a page notifies somebody, links outside of repository o/r, hides something, or has elements that reports do
 * not have.
 */
export function expectHarmless(page: string): void {
  const text = page
    .replaceAll(/<[^>]*>/g, " ")
    // GitHub looks for references in the text that a browser shows.
    .replaceAll("&#96;", "`")
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
  expect(text.match(/@[\w-]+/g) ?? []).toStrictEqual([]);
  expect(text.match(/#\d+|\bGH-\d+|:\/\/\w+|\bwww\.\w+/gi) ?? []).toStrictEqual([]);
  expect(text.match(/(?<!\\)\$[^\s$]/g) ?? []).toStrictEqual([]);
  // No characters that reverse or hide the text around them, and no control characters.
  expect(text.match(/[\u202a-\u202e\u2066-\u2069]|(?!\n)\p{Cc}/gu) ?? []).toStrictEqual([]);
  const links = [...page.matchAll(/<a\s[^>]*href="([^"]*)"/g)].map(([, href = ""]) => href);
  expect(links.filter((href) => !href.startsWith("https://github.com/o/r/"))).toStrictEqual([]);
  const tags = [...page.matchAll(/<\/?([a-z][\w-]*)/gi)].map(([, name = ""]) => name.toLowerCase());
  expect(tags.filter((name) => !TAGS.has(name))).toStrictEqual([]);
}

/** Returns how many outer folds (`<details>`) a page has. Fails if a fold is not closed, or is closed twice. */
export function outerFolds(page: string): number {
  let [depth, outer] = [0, 0];
  for (const [tag] of page.matchAll(/<\/?details/g)) {
    if (tag === "</details") depth -= 1;
    else if (depth++ === 0) outer += 1;
    expect(depth).toBeGreaterThanOrEqual(0);
  }
  expect(depth).toBe(0);
  return outer;
}
