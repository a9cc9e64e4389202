import { expect, test } from "@jest/globals";
import type { ResourceChange } from "../../../../../actions/lib/terraform/plan-json.ts";
import type { RiskList } from "../../../../../actions/lib/plan-comment/part.ts";
import { riskAlert } from "../../../../../actions/lib/plan-comment/risk-alert.ts";
import type { Overview } from "../../../../../actions/plan-and-comment/src/changes/overview.ts";
import { riskList } from "../../../../../actions/plan-and-comment/src/report/risk-lines.ts";

type Risk = Parameters<typeof riskList>[0][number];

const changeOf = (address: string): ResourceChange => ({
  address,
  mode: "managed",
  type: "x",
  name: "y",
  change: { actions: ["delete"] },
});
const destroyed = ["x.a", "x.b"].map(changeOf);
const overview = {
  changes: { destroy: destroyed, replace: [] },
  causes: { groups: [] },
} as unknown as Overview;
const instancesOf = (change: ResourceChange) => ({
  address: change.address,
  keys: [""],
  changes: [change],
});
const destroys = destroyed.map((change): Risk => ({
  kind: "destroy",
  instances: instancesOf(change),
  loss: undefined,
}));
const openings = ["x.c", "x.d"].map(changeOf).map((change): Risk => ({
  kind: "open",
  instances: instancesOf(change),
  finding: { change, difference: undefined, text: "it is open" },
}));
const listOf = (risks: readonly Risk[]): RiskList =>
  riskList(risks, overview, (text) => text) as RiskList;
const lines = (risks: readonly Risk[], room: number) =>
  riskAlert([{ name: "", risks: listOf(risks) }], room).split("\n");

test("shows everything that fits", () => {
  expect(lines([...openings, ...destroys], 1_000)).toStrictEqual([
    "> [!CAUTION]",
    "> - **Opens by destroying** `x.c` — it is open",
    "> - **Opens by destroying** `x.d` — it is open",
    "> - **Destroys** `x.a`",
    "> - **Destroys** `x.b`",
    ">",
    "> Nothing else is destroyed or replaced.",
  ]);
});

test("counts openings that do not fit, with and without losses of data", () => {
  expect(lines([...openings, ...destroys], 0).at(-1)).toBe(
    "> And 2 more destroyed, 2 more risks: see below.",
  );
  const lost = destroys.map((risk) => ({ ...risk, loss: { kind: "data", text: "lost" } }) as Risk);
  expect(lines([...lost, ...openings], 205).at(-1)).toBe(
    "> And 2 more lines of this list: see below.",
  );
});

test("a list is not longer than the first screen allows, and counts the rest", () => {
  const many = Array.from({ length: 60 }, (_, at) => changeOf(`x.n${at}`));
  const risks = many.map((change): Risk => ({
    kind: "destroy",
    instances: instancesOf(change),
    loss: undefined,
  }));
  const all = { ...overview, changes: { ...overview.changes, destroy: many } };
  const list = riskList(risks, all, (text) => text);
  expect([list?.lines.length, list?.hidden, list?.gravest]).toStrictEqual([
    40,
    20,
    "destroys `x.n0`",
  ]);
  expect(list?.losses.reduce((sum, { destroyed: number }) => sum + number, 0)).toBe(60);
});
