import { expect, test } from "@jest/globals";
import {
  LazyItem,
  addressItem,
  titlesOf,
} from "../../../../../actions/plan-and-comment/src/report/item.ts";

test("a body is rendered once, at its first read; it is kept for the post step, and so is a full form that differs", () => {
  const calls: string[] = [];
  const render = (text: string) => () => {
    calls.push(text);
    return text;
  };
  const item = new LazyItem({ title: "t", heading: "h" }, render("body"), render("whole"));
  expect(calls).toStrictEqual([]);
  expect([item.body, item.body, item.whole]).toStrictEqual(["body", "body", "whole"]);
  expect(calls).toStrictEqual(["body", "whole"]);
  expect(JSON.parse(JSON.stringify(item))).toStrictEqual({
    title: "t",
    heading: "h",
    body: "body",
    whole: "whole",
  });
  const same = new LazyItem({ title: "t", heading: "h" }, render("body"), render("body"));
  expect(JSON.parse(JSON.stringify(same))).toStrictEqual({
    title: "t",
    heading: "h",
    body: "body",
  });
});

test("notes follow the address, in Markdown and in HTML", () => {
  expect(titlesOf('a["<x>"]', ({ text }) => [text("why & how"), "soon"])).toStrictEqual({
    title: '`a["<x>"]` — why &amp; how, soon',
    heading: "<code>a[&quot;&lt;x&gt;&quot;]</code> — why &amp; how, soon",
  });
  expect(addressItem("a.b", "update*").title).toBe("`a.b` — update\\*");
});
