import { describe, expect, test } from "@jest/globals";
import { UsageError } from "../../../../rehearsal/base/usage-error.ts";
import { idOf } from "../../../../rehearsal/matrix/cell.ts";
import { CELLS } from "../../../../rehearsal/matrix/cells.ts";
import { selectCells, type Selection } from "../../../../rehearsal/matrix/select.ts";

const idsOf = (selection: Selection) => selectCells(CELLS, selection).map(idOf);

test("without a name, every cell is selected", () => {
  expect(idsOf({ names: [] })).toStrictEqual(CELLS.map(idOf));
});

test("a name selects the cells with these words in their ids, in the order of the table", () => {
  expect(idsOf({ names: ["rollback/cancel", "deploy/first/cancel"] })).toStrictEqual([
    "deploy/first/cancel",
    "rollback/to the first of two/cancel",
  ]);
});

test("a name of no cell is refused with the names there are", () => {
  expect(() => selectCells(CELLS, { names: ["deploy/storm"] })).toThrow(UsageError);
  expect(() => selectCells(CELLS, { names: ["deploy/storm"] })).toThrow(
    /^--cell: "deploy\/storm" is not valid\. Expected parts of one of: plan\/first\/success/,
  );
});

describe.each([1, 4, 7])("%d parts", (of) => {
  const parts = Array.from({ length: of }, (_, at) =>
    idsOf({ names: [], part: { number: at + 1, of } }),
  );

  test("together are every cell once", () => {
    expect(parts.flat().sort()).toStrictEqual(CELLS.map(idOf).sort());
  });

  test("each have cells of every workflow", () => {
    const workflows = new Set(CELLS.map(({ workflow }) => workflow));
    for (const part of parts)
      expect(new Set(part.map((id) => id.split("/")[0]))).toStrictEqual(workflows);
  });
});

test("a part without any cell is refused: it would succeed and check nothing", () => {
  const selection = { names: ["deploy/first/cancel"], part: { number: 2, of: 2 } };
  expect(() => selectCells(CELLS, selection)).toThrow(UsageError);
  expect(() => selectCells(CELLS, selection)).toThrow(
    "--part: 2/2 has no cells, because only 1 is selected. Expected at most 1 part.",
  );
  const many = { names: [], part: { number: CELLS.length + 1, of: CELLS.length + 1 } };
  expect(() => selectCells(CELLS, many)).toThrow(
    `has no cells, because only ${CELLS.length} are selected. Expected at most ${CELLS.length} parts.`,
  );
});

test("a part of named cells is a part of these only", () => {
  expect(idsOf({ names: ["rollback"], part: { number: 2, of: 5 } })).toStrictEqual(
    CELLS.map(idOf)
      .filter((id) => id.startsWith("rollback/"))
      .filter((_, place) => place % 5 === 1),
  );
});
