import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { followLines } from "../../../../../actions/lib/process/follow.ts";

let directory = "";
let file = "";
let seen: string[] = [];
beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), "follow-"));
});
afterAll(() => rmSync(directory, { recursive: true }));
beforeEach(() => {
  seen = [];
  file = path.join(directory, "log");
  writeFileSync(file, "");
});

const follow = (from?: number) => followLines(file, (line) => seen.push(line), from);

test("a second reader that starts at the offset of the first one misses nothing", () => {
  appendFileSync(file, "first\nsec");
  const one = follow();
  one.stop(false);
  expect([seen, one.offset]).toStrictEqual([["first"], 6]);
  appendFileSync(file, "ond\r\nthird");
  const two = follow(one.offset);
  two.stop(true);
  expect([seen, two.offset]).toStrictEqual([["first", "second", "third"], 19]);
});

test("H-E 51: lines longer than a chunk stay complete, with all their characters", () => {
  const long = "ü€😀".repeat(20_000);
  appendFileSync(file, `a${long}\n${long}\n`);
  follow().stop(true);
  expect(seen).toStrictEqual([`a${long}`, long]);
});

test("an empty last line does not count as a line", () => {
  appendFileSync(file, "only\n");
  follow().stop(true);
  expect(seen).toStrictEqual(["only"]);
});
