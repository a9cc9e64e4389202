import { expect, test } from "@jest/globals";
import type { PlanComment } from "../../../../../actions/lib/plan-comment/find.ts";
import { groupByTarget, partsOf } from "../../../../../actions/lib/plan-comment/groups.ts";
import { partOf } from "../../../../support/plan-comment.ts";

const comment = (id: number, label: string): PlanComment => ({
  id,
  nodeId: `n${id}`,
  url: `u${id}`,
  text: "",
  read: { target: { workflow: "plan", label }, parts: [partOf(`text ${id}`)] },
});
const idsOf = (comments: readonly PlanComment[]) => comments.map(({ id }) => id);

test("groups the comments of one environment, in the order of the first comments", () => {
  const groups = groupByTarget([comment(1, "dev"), comment(2, "staging"), comment(3, "dev")]);
  expect(groups.map(({ target, comments }) => [target.label, idsOf(comments)])).toStrictEqual([
    ["dev", [1, 3]],
    ["staging", [2]],
  ]);
});

test("returns all parts of all comments", () => {
  expect(partsOf([comment(1, "dev"), comment(2, "dev")]).length).toBe(2);
});
