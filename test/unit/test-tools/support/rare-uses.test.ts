import { readdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@jest/globals";
import { runsRareUses } from "../../../support/rare-uses.js";

const FOLDER = path.resolve(import.meta.dirname, "../../../bundle");
const files = readdirSync(FOLDER).map((name) => path.join(FOLDER, name));
const chosen = (choice: string) => files.filter((file) => runsRareUses(file, choice));

test("without a choice no rare use runs, and with 1 all of them", () => {
  expect(chosen("")).toStrictEqual([]);
  expect(chosen("1")).toStrictEqual(files);
});

test("all parts together are every file once", () => {
  const parts = ["1/4", "2/4", "3/4", "4/4"].map(chosen);
  expect(parts.flat().sort()).toStrictEqual([...files].sort());
  const sizes = parts.map(({ length }) => length);
  expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
});

test("a file that is not there is an error, not a test that never runs", () => {
  expect(() => runsRareUses(path.join(FOLDER, "gone.test.ts"), "1/4")).toThrow(
    "gone.test.ts is not in its folder, so it is in no part of the rare uses.",
  );
});

test.each(["true", "2", "0/4", "5/4", "1/", "1/4/4"])("%j is refused", (choice) => {
  expect(() => runsRareUses(files[0] ?? "", choice)).toThrow(
    `EKS_PIPELINE_RARE_USES: "${choice}" is not valid. Expected 1 for all rare uses, or one of N parts, such as 2/4.`,
  );
});
