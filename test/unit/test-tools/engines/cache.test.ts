import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { entryKey, findEntry, installEntry, type Recipe } from "../../../engines/cache.ts";

// If an entry were found that its recipe did not make, a suite would pass with another engine.
const RECIPE: Recipe = {
  name: "tool",
  version: "1.2.3",
  inputs: ["go.sum"],
  programs: ["bin/tool"],
};

async function build(directory: string): Promise<void> {
  await mkdir(path.join(directory, "bin"), { recursive: true });
  await writeFile(path.join(directory, "bin", "tool"), "the program");
}

let root = "";
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "cache-test-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));
const entries = (): string[] => readdirSync(path.join(root, "tool"));

test.each<[string, Partial<Recipe>]>([
  ["version", { version: "1.2.4" }],
  ["inputs", { inputs: ["go.sum of another module"] }],
  ["the border between two inputs", { inputs: ["go.", "sum"] }],
  ["programs", { programs: ["bin/other"] }],
])("a recipe with another %s has another entry", (_what, change) => {
  expect(entryKey({ ...RECIPE, ...change })).not.toBe(entryKey(RECIPE));
});

test.each([
  ["a program was changed", "bin/tool", "another program"],
  ["the manifest is half written", ".manifest.json", '{"key'],
  ["the manifest is another version's", ".manifest.json", "{}"],
])("an entry does not count if %s, and is made again", async (_what, file, text) => {
  const directory = await installEntry(RECIPE, build, root);
  writeFileSync(path.join(directory, file), text);
  expect(await findEntry(RECIPE, root)).toBeUndefined();
  expect(await installEntry(RECIPE, build, root)).toBe(directory);
  expect(await findEntry(RECIPE, root)).toBe(directory);
});

test("two installations at the same time make one entry", async () => {
  const found = await Promise.all([1, 2].map(() => installEntry(RECIPE, build, root)));
  expect(new Set(found).size).toBe(1);
  expect([await findEntry(RECIPE, root), entries()]).toStrictEqual([found[0], [entryKey(RECIPE)]]);
});

test.each<[string, (directory: string) => Promise<void>, RegExp]>([
  ["fails", () => Promise.reject(new Error("no network")), /no network/],
  ["makes no program", () => Promise.resolve(), /installing tool 1.2.3 gave no bin\/tool/],
])("a build that %s leaves nothing behind", async (_what, failing, message) => {
  await expect(installEntry(RECIPE, failing, root)).rejects.toThrow(message);
  expect(entries()).toStrictEqual([]);
});

test("says what to do if the disk is full or the cache cannot be written", async () => {
  const huge = { ...RECIPE, spaceMiB: 2 ** 40 };
  await expect(installEntry(huge, build, root)).rejects.toThrow(
    /MiB free in .*: make room, or set EKS_PIPELINE_CACHE/,
  );
  rmSync(path.join(root, "tool"), { recursive: true });
  writeFileSync(path.join(root, "tool"), "");
  await expect(installEntry(RECIPE, build, root)).rejects.toThrow(
    /cannot be written \((EEXIST|ENOTDIR)\): set EKS_PIPELINE_CACHE/,
  );
});
