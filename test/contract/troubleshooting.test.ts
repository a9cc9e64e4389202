// docs/troubleshooting.md explains every failure reason, and its quotes are words that the actions use.
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@jest/globals";
import { CONTRACTS } from "../../scripts/interface.ts";
import { TOPICS, troubleshootingSections } from "../../scripts/troubleshooting.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const PAGE = readFileSync(path.join(ROOT, "docs/troubleshooting.md"), "utf8");

const SOURCES = readdirSync(path.join(ROOT, "actions"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => readFileSync(path.join(ROOT, "actions", name), "utf8"))
  .join("\n");

test.each(CONTRACTS)("every failure of $name is in a list, as it is declared", ({ failures }) => {
  const listed = new Set(TOPICS.flatMap((topic) => Object.values(topic.failures)));
  const declared = Object.entries(failures);
  expect(
    declared.filter(([, failure]) => !listed.has(failure)).map(([name]) => name),
  ).toStrictEqual([]);
});

test("no list has a failure that no action declares", () => {
  const declared = new Set(CONTRACTS.flatMap(({ failures }) => Object.values(failures)));
  const gone = TOPICS.flatMap((topic) => Object.entries(topic.failures))
    .filter(([, failure]) => !declared.has(failure))
    .map(([name]) => name);
  expect(gone).toStrictEqual([]);
});

test("what the page quotes is said by an action", () => {
  const quotes = [...PAGE.matchAll(/^- "([^"]+)"/gm)].map(([, quote = ""]) => quote);
  expect(quotes.length).toBeGreaterThan(8);
  expect(quotes.filter((quote) => !SOURCES.includes(quote))).toStrictEqual([]);
});

test("a list keeps to 120 characters, and cuts no code", () => {
  const text = troubleshootingSections([
    {
      heading: "X",
      where: "y",
      failures: { long: { meaning: `${"word ".repeat(20)}ends`, fix: "run `one two three four`" } },
    },
  ]);
  expect(text.split("\n").slice(4)).toStrictEqual([
    `- \`long\`: ${"word ".repeat(20)}ends. Run`,
    "  `one two three four`.",
  ]);
});
