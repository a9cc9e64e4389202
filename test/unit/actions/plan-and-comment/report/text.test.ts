import { expect, test } from "@jest/globals";
import {
  HTML,
  MARKDOWN,
  count,
  elide,
  oneLine,
  plural,
} from "../../../../../actions/plan-and-comment/src/report/text.ts";

test("a long value is shown by its length and hash, so that a change of the rest is visible (P-E 16)", () => {
  const [a, b] = [elide(`${"x".repeat(300)}1`), elide(`${"x".repeat(300)}2`)];
  expect(a).toMatch(/^x{80}… \(301 characters, sha256 [0-9a-f]{12}\)$/);
  expect(a).not.toBe(b);
});

test("numbers and plurals", () => {
  expect([count(1234567), plural(1, "resource"), plural(2, "resource")]).toStrictEqual([
    "1,234,567",
    "1 resource",
    "2 resources",
  ]);
  expect(oneLine("a\u2028b\ud800")).toBe("a\\u2028b\ufffd");
});

test("a text cannot format, mention or refer, neither as Markdown nor as HTML (P-E 9)", () => {
  expect(HTML.text("<b>@team #1 https://x.example")).toBe(
    "&lt;b&gt;@\u200bteam #\u200b1 https:\u200b//x.example",
  );
  expect(HTML.code("`<i>`")).toBe("<code>&#96;&lt;i&gt;&#96;</code>");
  expect(MARKDOWN.code("a`b")).toBe("``a`b``");
});
