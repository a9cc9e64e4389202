// CI tries only every 12th mutant (`npm run mutants`), so it would detect the changed text of a source late.
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@jest/globals";
import { MUTANTS } from "../mutants/rooms/all.ts";
import { nameOf } from "../mutants/select.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");

test("the text of each mutant occurs once in its file", () => {
  const lost = MUTANTS.filter(
    ({ file, find }) => readFileSync(path.join(ROOT, file), "utf8").split(find).length !== 2,
  );
  expect(lost.map(nameOf)).toStrictEqual([]);
});
