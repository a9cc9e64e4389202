import { expect, test } from "@jest/globals";
import { earlierParts } from "../../../../../actions/lib/plan-comment/earlier-commit.ts";
import type { Part } from "../../../../../actions/lib/plan-comment/part.ts";
import { headOf, partOf, statusOf } from "../../../../support/plan-comment.ts";

const [NEW, OLD] = ["a".repeat(40), "b".repeat(40)];
const current = partOf("now", { head: NEW, runId: 9, state: "s2" });
const old = (change: Partial<Part>) =>
  partOf("before", { head: OLD, runId: 7, directory: "kube", state: "s1", ...change });
const risks = { lines: [], gravest: "", hidden: 0, hiddenOpenings: 0, losses: [], hasLoss: false };

test.each<[string, Partial<Part>, boolean]>([
  ["is planned", {}, true],
  ["was superseded by another run", { status: statusOf("", { state: "superseded" }) }, true],
  ["has failed", { status: statusOf("", { state: "failed", runId: 7 }) }, true],
  ["was refused before its apply", { status: statusOf("", { state: "refused", runId: 8 }) }, true],
  ["is applied", { status: statusOf("", { state: "applied", runId: 8 }) }, false],
  [
    "failed during its apply",
    {
      says: headOf("x", { directory: "kube", risks }),
      status: statusOf("", { state: "failed", runId: 8 }),
    },
    false,
  ],
  ["was written by an apply", { command: "apply" }, false],
  ["belongs to the newest commit", { head: NEW }, false],
])("whether a part of an earlier run counts as earlier if it %s", (_, change, isEarlier) => {
  const part = old(change);
  expect(earlierParts([part, current]).has(part)).toBe(isEarlier);
});

test("a part for another state of a folder that the newest run has planned is replaced (P-E 77)", () => {
  const [same, other] = [old({ directory: "infra" }), old({})];
  const found = earlierParts([current, same, other]);
  expect([same, other].map((part) => found.get(part)?.isReplaced)).toStrictEqual([true, false]);
  expect(found.get(same)?.newest).toBe(NEW);
  expect(found.has(current)).toBe(false);
});
