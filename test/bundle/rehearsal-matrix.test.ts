// Plays one cell of the matrix through the command line of the rehearsal. .ci/run plays all cells.
import { expect, jest, test } from "@jest/globals";
import { rehearse } from "../support/rehearse.ts";
import { requireTerraform } from "../support/require-terraform.ts";

// A cell is one or two runs, and other tests use the same cores.
jest.setTimeout(600_000);

const withTerraform = requireTerraform("matrix");

withTerraform("npm run rehearse -- --matrix", () => {
  test("a cell has the expected result", async () => {
    const argv = ["--matrix", "--cell", "plan/first/failure/changes"];
    const { exitCode, text } = await rehearse(argv);
    expect([exitCode, text]).toStrictEqual([0, expect.stringContaining("1 of 1 cells are as")]);
    expect(text).toMatch(/^plan, first +✓ changes/m);
  });
});

test("an unknown cell is refused, with a list of the known cells", async () => {
  const { exitCode, text } = await rehearse(["--matrix", "--cell", "deploy/storm"]);
  expect([exitCode, text.split("\n")[0]]).toStrictEqual([
    2,
    expect.stringContaining('--cell: "deploy/storm" is not valid. Expected parts of one of: plan/'),
  ]);
});
