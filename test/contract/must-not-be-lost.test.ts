// Behaviours that the rehearsal and the actions have to keep in every redesign. Each is the title of at least one test.
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@jest/globals";

const TESTS = path.resolve(import.meta.dirname, "..");

const BEHAVIOURS = [
  "trust-policy evaluation",
  "signature verification",
  "conditional-write lock",
  "reset and drop-after-commit faults",
  "true digests",
  "immutable tags",
  "the words and timing of ErrImagePull",
  "the words and timing of CrashLoopBackOff",
  "the words and timing of OOM",
  "the words and timing of failing probes",
  "the words and timing of quota",
  "the words and timing of unschedulable",
  "old pods that go on serving during a broken update",
  "410 watches",
  "429 watches",
  "half-open watches",
  "a second run that is empty with the same digests",
  "kept worlds",
  "masks",
  "dropped outputs",
  "file commands",
  "workflow commands",
  "permission narrowing",
  "one SIGINT",
  "post order",
  "refusal of unknown needs and outputs with file:line",
  "an expired password told apart",
  "no secret in any output",
  "exactly one comment",
  "stand-in compared with BuildKit",
];

const PREFIX = "must not be lost: ";
const TITLE = /["'`]must not be lost: ([^"'`]*)["'`]/g;
/**
 * Matches a test that is switched off by hand. Suites that need a missing tool choose `describe.skip` by a condition.
 */
const SWITCHED_OFF =
  /\b(?:xit|xtest|xdescribe|fit|fdescribe|(?:it|test|describe)\.(?:skip|todo|only|failing))\b(?:\.each)?\s*[(`<]/;

const files = readdirSync(TESTS, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".test.ts") && !import.meta.filename.endsWith(name))
  .map((name) => ({ name, text: readFileSync(path.join(TESTS, name), "utf8") }))
  .filter(({ text }) => text.includes(PREFIX));

const titles = files.flatMap(({ text }) =>
  [...text.matchAll(TITLE)].map(([, title = ""]) => title),
);

const names = (title: string, behaviour: string): boolean =>
  title.startsWith(behaviour) && !/^\w/.test(title.slice(behaviour.length));

test.each(BEHAVIOURS)("%s has a test", (behaviour) => {
  expect(titles.filter((title) => names(title, behaviour))).not.toStrictEqual([]);
});

test.each(titles)("%s is one of the behaviours", (title) => {
  expect(BEHAVIOURS.filter((behaviour) => names(title, behaviour))).toHaveLength(1);
});

test.each(files)("no test of $name is switched off", ({ text }) => {
  expect(SWITCHED_OFF.exec(text)?.[0]).toBeUndefined();
});

test("none of them is left to CI as a rare use", () => {
  const text = readFileSync(path.join(TESTS, "rare-uses.json"), "utf8");
  const rare = JSON.parse(text) as string[];
  const left = files.filter(
    ({ name, text: source }) =>
      rare.includes(`test/${name}`) || /\brare\(\s*["'`]must not be lost: /.test(source),
  );
  expect(left.map(({ name }) => name)).toStrictEqual([]);
});
