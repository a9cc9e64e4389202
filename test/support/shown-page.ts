// What a reader of a comment sees, and what GitHub finds in it, by parsers of Markdown that are not ours.
import { expect } from "@jest/globals";
import { marked } from "marked";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";

/** Elements that reports are made of, and those that Markdown makes of its own signs. */
const TAGS = new Set(
  "details summary sub a b code pre p ul li h3 h4 strong em blockquote br hr ol del".split(" "),
);

const byMarked = (markdown: string): string => marked.parse(markdown, { gfm: true, async: false });

/** The same as the specification says, in ten times the time. */
const byMicromark = (markdown: string): string =>
  micromark(markdown, {
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
    allowDangerousHtml: true,
  });

/** The page without what is hidden, and without code, in which nothing is linked. */
const withoutCode = (page: string): string =>
  page
    .replaceAll(/<!--[^]*?-->/g, "")
    .replaceAll(/<pre><code[^>]*>[^<]*<\/code><\/pre>|<code>[^<]*<\/code>/g, "");

/**
 * The result of `check` for the page that Markdown becomes, without its code. marked is quick, but takes a bracket in a code
 * span for one of the link around it: what a check refuses is read again by micromark, which decides.
 */
export function onShownPage<T>(markdown: string, check: (page: string) => T): T {
  try {
    return check(withoutCode(byMarked(markdown)));
  } catch {
    return check(withoutCode(byMicromark(markdown)));
  }
}

/** Fails when a page notifies somebody, links to elsewhere than repository o/r, hides something, or has other elements than reports have. */
export function expectHarmless(page: string): void {
  const text = page
    .replaceAll(/<[^>]*>/g, " ")
    // GitHub looks for references in what a browser shows.
    .replaceAll("&#96;", "`")
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
  expect(text.match(/@[\w-]+/g) ?? []).toStrictEqual([]);
  expect(text.match(/#\d+|\bGH-\d+|:\/\/\w+|\bwww\.\w+/gi) ?? []).toStrictEqual([]);
  expect(text.match(/(?<!\\)\$[^\s$]/g) ?? []).toStrictEqual([]);
  // Nothing that turns or hides the text around it, and no control.
  expect(text.match(/[\u202a-\u202e\u2066-\u2069]|(?!\n)\p{Cc}/gu) ?? []).toStrictEqual([]);
  const links = [...page.matchAll(/<a\s[^>]*href="([^"]*)"/g)].map(([, href = ""]) => href);
  expect(links.filter((href) => !href.startsWith("https://github.com/o/r/"))).toStrictEqual([]);
  const tags = [...page.matchAll(/<\/?([a-z][\w-]*)/gi)].map(([, name = ""]) => name.toLowerCase());
  expect(tags.filter((name) => !TAGS.has(name))).toStrictEqual([]);
}

/** How many folds of the first level a page has. Fails when one is not closed, or closed twice. */
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
