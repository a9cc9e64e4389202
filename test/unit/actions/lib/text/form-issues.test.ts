import { expect, test } from "@jest/globals";
import * as z from "zod/mini";
import { describeIssue } from "../../../../../actions/lib/text/form-issues.ts";

const FORM = z.strictObject({
  name: z.string("a name, for example web"),
  ports: z.optional(z.array(z.number())),
  labels: z.optional(z.record(z.string().check(z.regex(/^[a-z]+$/, "a word")), z.string())),
  mode: z.optional(z.enum(["fast", "slow"])),
  parts: z.optional(z.record(z.string(), z.strictObject({ folder: z.string("a folder") }))),
});

function issuesOf(document: unknown, values?: "hidden"): string[] {
  const result = FORM.safeParse(document);
  return (result.error?.issues ?? []).flatMap((issue) =>
    describeIssue(FORM, issue, document, values),
  );
}

test.each<[unknown, string[]]>([
  [
    { nam: "x" },
    [
      "name: nothing is given. Expected a name, for example web.",
      "nam: there is no such key. Did you mean name?",
    ],
  ],
  [{ name: null }, ["name: nothing is given. Expected a name, for example web."]],
  [
    { name: "a", other: 1 },
    ["other: there is no such key. Expected name, ports, labels, mode, parts."],
  ],
  // Forms without their own text at least name the expected type.
  [{ name: "a", ports: ["x"] }, ['ports[0]: "x" is not valid. Expected a number.']],
  [{ name: "a", ports: 8080 }, ["ports: 8080 is not valid. Expected a list."]],
  [{ name: "a", mode: "medium" }, ['mode: "medium" is not valid. Expected fast or slow.']],
  [{ name: "a", labels: { A1: "x" } }, ['labels.A1: "A1" is not valid as a key. Expected a word.']],
  [
    { name: "a", parts: { x: { foldr: "y" } } },
    [
      "parts.x.folder: nothing is given. Expected a folder.",
      "parts.x.foldr: there is no such key. Did you mean folder?",
    ],
  ],
  ["text", ['"text" is not valid. Expected a map.']],
])("%j", (document, expected) => {
  expect(issuesOf(document)).toStrictEqual(expected);
});

test("a long value is cut, and a secret value is not shown", () => {
  expect(issuesOf({ name: ["x".repeat(100)] })[0]).toBe(
    `name: ["${"x".repeat(75)}... is not valid. Expected a name, for example web.`,
  );
  expect(issuesOf({ name: ["hunter2"] }, "hidden")).toStrictEqual([
    "name: the value is not valid. Expected a name, for example web.",
  ]);
});
