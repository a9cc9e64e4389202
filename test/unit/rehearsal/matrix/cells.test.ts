import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import { OUTCOMES, idOf } from "../../../../rehearsal/matrix/cell.ts";
import { ABSENT, CELLS } from "../../../../rehearsal/matrix/cells.ts";

const WORKFLOWS = path.resolve(import.meta.dirname, "../../../../.github/workflows");
const workflows = [...new Set(CELLS.map(({ workflow }) => workflow))];

test("no two cells have the same name", () => {
  expect(new Set(CELLS.map(idOf)).size).toBe(CELLS.length);
});

test.each(workflows)(
  "%s has a cell for each outcome, or a reason why there is none",
  (workflow) => {
    const found = [...CELLS, ...ABSENT].filter((one) => one.workflow === workflow);
    expect(new Set(found.map(({ outcome }) => outcome))).toStrictEqual(new Set(OUTCOMES));
  },
);

test.each(workflows)("%s fails in each of its jobs", (workflow) => {
  const file = readFileSync(path.join(WORKFLOWS, `${workflow}.yml`), "utf8");
  const { jobs } = parse(file) as { jobs: object };
  const failed = CELLS.filter((cell) => cell.workflow === workflow).flatMap(({ expected }) =>
    Object.entries(expected.jobs ?? {})
      .filter(([, result]) => result === "failure")
      .map(([job]) => job.replace(/ \(.*/, "")),
  );
  expect(new Set(failed)).toStrictEqual(new Set(Object.keys(jobs)));
});
