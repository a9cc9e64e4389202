import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { UsageError } from "../../../../rehearsal/base/usage-error.ts";
import { checkOutputFile, openFolder } from "../../../../rehearsal/world/folders.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "folders-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const inside = (...names: string[]): string => path.join(directory, ...names);

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof UsageError) return error.message.replaceAll(directory, "DIR");
    throw error;
  }
  return "no error";
}

test("--keep accepts a new folder, even a nested one, and a kept world", () => {
  expect(openFolder(inside("a", "b"))).toBe(inside("a", "b"));
  mkdirSync(inside("a", "b", "world"));
  mkdirSync(inside("a", "b", "runs"));
  expect(openFolder(inside("a", "b"))).toBe(inside("a", "b"));
});

test("--keep refuses a file, a folder with other content, and a place that cannot be written", () => {
  writeFileSync(inside("file"), "");
  mkdirSync(inside("thesis"));
  writeFileSync(inside("thesis", "chapter-1.txt"), "");
  expect(messageOf(() => openFolder(inside("file")))).toBe(
    '--keep: "DIR/file" is a file. Expected a folder: a new or empty one, or one that an earlier run kept.',
  );
  expect(messageOf(() => openFolder(inside("thesis")))).toContain(
    '--keep: "DIR/thesis" is not a kept world: it contains chapter-1.txt.',
  );
  expect(messageOf(() => openFolder(inside("file", "below")))).toBe(
    '--keep: "DIR/file/below" cannot be written (ENOTDIR). Choose a place that you can write to.',
  );
});

(existsSync("/proc/self") ? test : test.skip)(
  "--keep in /proc is refused and does not hang",
  () => {
    expect(messageOf(() => openFolder("/proc/nope"))).toMatch(
      /^--keep: "\/proc\/nope" cannot be written \(\w+\)\./,
    );
  },
);

test("without --keep, each rehearsal has a new folder", () => {
  const [first, second] = [openFolder(undefined), openFolder(undefined)];
  expect(first).not.toBe(second);
  for (const folder of [first, second]) rmSync(folder, { recursive: true });
});

test("the file of an option is checked before it is written", () => {
  expect(() => checkOutputFile("--json", undefined)).not.toThrow();
  expect(() => checkOutputFile("--json", inside("new.json"))).not.toThrow();
  expect(messageOf(() => checkOutputFile("--json", inside("none", "x.json")))).toBe(
    '--json: the folder "DIR/none" does not exist. Expected a file in an existing folder. Create the folder, or choose another one.',
  );
  expect(messageOf(() => checkOutputFile("--requests", directory))).toContain(
    '--requests: "DIR" is a folder. Expected the name of a file',
  );
});
