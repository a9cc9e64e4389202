import { expect, test } from "@jest/globals";
import {
  HTML,
  MARKDOWN,
  count,
  distinguish,
  elide,
  elideBoth,
  hasInvisible,
  oneLine,
  plural,
} from "../../../../../actions/plan-and-comment/src/report/text.ts";

test("a long value is cut and shown with its length and hash, so that a change of the rest is visible (P-E 16)", () => {
  const [a, b] = [elide(`${"x".repeat(300)}1`), elide(`${"x".repeat(300)}2`)];
  expect(a).toMatch(/^x{80}… \(301 characters, sha256 [0-9a-f]{12}\)$/);
  expect(a).not.toBe(b);
});

test("formats numbers and plurals", () => {
  expect([count(1234567), plural(1, "resource"), plural(2, "resource")]).toStrictEqual([
    "1,234,567",
    "1 resource",
    "2 resources",
  ]);
});

test("invisible characters become escapes, visible ones stay (P-E 10, 11)", () => {
  expect(oneLine("a\u2028b\u{e0001}\u3000\ud800")).toBe("a\\u2028b\\u{e0001}\\u3000\\ud800");
  expect(oneLine("tab\t, é, 漢, 😀, ✓")).toBe("tab\t, é, 漢, 😀, ✓");
  expect([hasInvisible("tab\té"), hasInvisible("a\u00ad")]).toStrictEqual([false, true]);
});

test("characters that look alike in two texts become escapes, others stay", () => {
  expect(distinguish("K1", "\u212a1")).toStrictEqual(["K1", "\\u212a1"]);
  expect(distinguish("é", "è")).toStrictEqual(["é", "è"]);
});

test("two long texts are shown from where they begin to differ", () => {
  const [before, after] = elideBoth(`${"x".repeat(500)}1`, `${"x".repeat(500)}2${"y".repeat(100)}`);
  expect(before).toMatch(/^…x{20}1 \(501 characters, sha256 /);
  expect(after).toMatch(/^…x{20}2y{59}… \(601 characters, sha256 /);
  expect(elideBoth("short", "texts")).toStrictEqual(["short", "texts"]);
  // Half of a surrogate pair is left out.
  expect(elideBoth("😀".repeat(200), `${"😀".repeat(199)}😁`)[1].isWellFormed()).toBe(true);
});

test("a text cannot format, mention or refer, neither as Markdown nor as HTML (P-E 9)", () => {
  expect(HTML.text("<b>@team #1 https://x.example")).toBe(
    "&lt;b&gt;@\u200bteam #\u200b1 https:\u200b//x.example",
  );
  expect(HTML.code("`<i>`")).toBe("<code>&#96;&lt;i&gt;&#96;</code>");
  expect(MARKDOWN.code("a`b")).toBe("``a`b``");
});
