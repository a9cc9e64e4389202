import { expect, test } from "@jest/globals";
import { headText } from "../../../../../actions/lib/plan-comment/head-text.ts";
import { withPolicy } from "../../../../../actions/plan-and-comment/src/report/policy.ts";
import { headOf } from "../../../../support/plan-comment.ts";

const document = {
  head: headOf("**1 to create**", { short: "1 to create" }),
  sections: [{ title: "1 to create", items: [] }],
  foot: "",
};
const redact = (text: string) => text.replaceAll("hunter2", "***");
const judged = (error: { message: string } | undefined, text: string) =>
  withPolicy(document, { error, text }, redact);

test("the report of an accepted plan says so, and ends with the output of the policy", () => {
  const { head, sections } = judged(undefined, "2 tests passed\n");
  expect(headText(head)).toBe(
    "### Plan · dev · `infra`\n\n**1 to create**\n\nThe policy accepts this plan.",
  );
  expect(sections.map(({ title }) => title)).toStrictEqual(["1 to create", "Policy"]);
  expect(sections[1]?.items[0]?.body).toBe("```\n2 tests passed\n```");
  expect(judged(undefined, "").sections[1]?.items).toStrictEqual([]);
});

test("a refusal comes below the heading, redacted and escaped, and its section comes first", () => {
  const { head, sections } = judged({ message: "denied: hunter2 *x* @octocat" }, "```\nhunter2");
  expect(head.short).toBe("1 to create · the policy does not accept it");
  expect(headText(head)).toBe(
    "### Plan · dev · `infra`\n\n> [!CAUTION]\n> **It is not applied**: denied: \\*\\*\\* \\*x\\* @\u200boctocat\n\n**1 to create**",
  );
  expect(sections[0]?.items[0]?.body).toBe("````\n```\n***\n````");
});

test("merging is not named as the next step if the policy does not accept the plan", () => {
  const next = { text: "merging applies this to `dev`.", hasWork: true };
  const planned = { ...document, head: { ...document.head, next } };
  const { head } = withPolicy(planned, { error: { message: "denied" }, text: "" }, redact);
  expect(headText(head)).toContain("**Next:** this is not applied until the policy accepts it.");
  expect(headText(head)).not.toContain("merging applies");
});

test("the comment has thirty lines of the output, the full report has all lines", () => {
  const text = Array.from({ length: 40 }, (_, index) => `line ${index}`).join("\n");
  const item = judged(undefined, text).sections[1]?.items[0];
  expect(item?.body.split("\n").slice(-2)).toStrictEqual(["… and 10 more lines", "```"]);
  expect(item?.whole?.split("\n")).toHaveLength(42);
});
