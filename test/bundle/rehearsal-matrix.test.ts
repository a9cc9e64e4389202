// One cell of the matrix, through the command line of the rehearsal; .ci/run plays all of them.
import { spawnSync } from "node:child_process";
import { describe, expect, jest, test } from "@jest/globals";
import { rehearse } from "../support/rehearse.ts";

// A cell is a run or two, and others want the same cores.
jest.setTimeout(600_000);

const hasTerraform = spawnSync("terraform", ["version"]).status === 0;
if (!hasTerraform) console.log("SKIPPED the matrix: install terraform 1.10 or later");

(hasTerraform ? describe : describe.skip)("npm run rehearse -- --matrix", () => {
  test("a cell leaves behind what it should", async () => {
    const argv = ["--matrix", "--cell", "plan/first/failure/changes"];
    const { exitCode, text } = await rehearse(argv);
    expect([exitCode, text]).toStrictEqual([0, expect.stringContaining("1 of 1 cells are as")]);
    expect(text).toMatch(/^plan, first +✓ changes/m);
  });
});

test("a cell that is not there is refused, with those that are", async () => {
  const { exitCode, text } = await rehearse(["--matrix", "--cell", "deploy/storm"]);
  expect([exitCode, text.split("\n")[0]]).toStrictEqual([
    2,
    expect.stringContaining('--cell: "deploy/storm" is not valid. Expected parts of one of: plan/'),
  ]);
});
