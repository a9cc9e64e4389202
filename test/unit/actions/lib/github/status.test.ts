import { expect, test } from "@jest/globals";
import { lastOf, statusLine } from "../../../../../actions/lib/github/status.ts";
import { statusOf } from "../../../../support/plan-comment.ts";

test("a status is one line, without half a character, which GitHub refuses", () => {
  const line = statusLine({ text: `a\r\nb\n\nc ${"🔥".slice(0, 1)}` });
  expect(line).toBe("a b c \ufffd");
});

test("a status is never longer than its limit (P-E 6)", () => {
  const line = statusLine({ text: "🔥".repeat(5000) });
  expect(Buffer.byteLength(line)).toBeLessThanOrEqual(2_810);
  expect(line).toMatch(/^(?:🔥)+ …$/u);
});

test.each([
  ["a later run", { runId: 8 }, { runId: 7, at: 9 }],
  ["a later attempt", { runAttempt: 2 }, { runAttempt: 1, at: 9 }],
  ["a later time of the same attempt", { at: 9 }, { at: 8 }],
])("the status of %s counts", (_, later, earlier) => {
  const [a, b] = [statusOf("later", later), statusOf("earlier", earlier)];
  expect([lastOf([a, b])?.text, lastOf([b, a])?.text]).toStrictEqual(["later", "later"]);
  expect(lastOf([])).toBeUndefined();
});
