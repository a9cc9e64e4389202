import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it, test } from "@jest/globals";
import {
  cacheRoot,
  entryDirectory,
  entryKey,
  findEntry,
  installEntry,
  type Recipe,
} from "../../../engines/cache.ts";
import { inDirectory, silent } from "./directory.ts";

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

describe("cacheRoot", () => {
  test.each([
    [{ EKS_PIPELINE_CACHE: "/big", XDG_CACHE_HOME: "/xdg" }, "/big/eks-pipeline/engines"],
    [{ XDG_CACHE_HOME: "/xdg" }, "/xdg/eks-pipeline/engines"],
    [{ EKS_PIPELINE_CACHE: "relative", XDG_CACHE_HOME: "/xdg" }, "/xdg/eks-pipeline/engines"],
  ])("%j -> %s", (environment, expected) => {
    expect(cacheRoot(environment)).toBe(expected);
  });
});

describe("entryKey", () => {
  test.each<[string, Partial<Recipe>]>([
    ["version", { version: "1.2.4" }],
    ["inputs", { inputs: ["go.sum of another module"] }],
    ["the border between two inputs", { inputs: ["go.", "sum"] }],
    ["programs", { programs: ["bin/other"] }],
  ])("changes with the %s", (_what, change) => {
    expect(entryKey({ ...RECIPE, ...change })).not.toBe(entryKey(RECIPE));
  });

  it("starts with the version and does not depend on the name or the space", () => {
    expect(entryKey(RECIPE)).toMatch(/^1\.2\.3-[0-9a-f]{16}$/);
    expect(entryKey({ ...RECIPE, name: "other", spaceMiB: 1 })).toBe(entryKey(RECIPE));
  });
});

describe("installEntry", () => {
  it("makes an entry once and finds it afterwards", () =>
    inDirectory(async (root) => {
      let builds = 0;
      const counted = (directory: string): Promise<void> => {
        builds += 1;
        return build(directory);
      };
      expect(await findEntry(RECIPE, root)).toBeUndefined();
      const first = await installEntry(RECIPE, counted, silent, root);
      const second = await installEntry(RECIPE, counted, silent, root);
      expect([first, second, builds]).toStrictEqual([entryDirectory(RECIPE, root), first, 1]);
      expect(await findEntry(RECIPE, root)).toBe(first);
    }));

  it("lets one of two runs at once build and the other wait", () =>
    inDirectory(async (root) => {
      let builds = 0;
      const slow = async (directory: string): Promise<void> => {
        builds += 1;
        await build(directory);
      };
      const entries = await Promise.all([
        installEntry(RECIPE, slow, silent, root),
        installEntry(RECIPE, slow, silent, root),
      ]);
      expect(builds).toBe(1);
      expect(new Set(entries).size).toBe(1);
    }));

  it("leaves nothing behind when the build fails, and the next one works", () =>
    inDirectory(async (root) => {
      const failing = async (directory: string): Promise<void> => {
        await build(directory);
        throw new Error("the network is gone");
      };
      await expect(installEntry(RECIPE, failing, silent, root)).rejects.toThrow("network is gone");
      expect(await readdir(path.join(root, "tool"))).toStrictEqual([]);
      await installEntry(RECIPE, build, silent, root);
      expect(await findEntry(RECIPE, root)).toBe(entryDirectory(RECIPE, root));
    }));

  it("refuses an entry without the promised program", () =>
    inDirectory(async (root) => {
      const empty = (): Promise<void> => Promise.resolve();
      await expect(installEntry(RECIPE, empty, silent, root)).rejects.toThrow(
        "installing tool 1.2.3 gave no bin/tool",
      );
      expect(await readdir(path.join(root, "tool"))).toStrictEqual([]);
    }));

  it("says what to do when the cache cannot be written", () =>
    inDirectory(async (root) => {
      // A file where the folder should be: works for root, whom no permission stops.
      await writeFile(path.join(root, "tool"), "");
      await expect(installEntry(RECIPE, build, silent, root)).rejects.toThrow(
        /cannot be written \((EEXIST|ENOTDIR)\): set EKS_PIPELINE_CACHE/,
      );
    }));

  it("says what to do when the disk is too full", () =>
    inDirectory(async (root) => {
      const huge = { ...RECIPE, spaceMiB: 2 ** 40 };
      await expect(installEntry(huge, build, silent, root)).rejects.toThrow(
        /MiB free in .*: make room, or set EKS_PIPELINE_CACHE/,
      );
    }));
});

describe("findEntry", () => {
  test.each<[string, (directory: string) => Promise<unknown>]>([
    ["a program was changed", (dir) => writeFile(path.join(dir, "bin", "tool"), "another program")],
    ["the manifest is half written", (dir) => writeFile(path.join(dir, ".manifest.json"), '{"key')],
    [
      "the manifest is another version's",
      (dir) => writeFile(path.join(dir, ".manifest.json"), "{}"),
    ],
  ])("does not count an entry when %s, and it is made anew", (_what, damage) =>
    inDirectory(async (root) => {
      const directory = await installEntry(RECIPE, build, silent, root);
      await damage(directory);
      expect(await findEntry(RECIPE, root)).toBeUndefined();
      await installEntry(RECIPE, build, silent, root);
      expect(await findEntry(RECIPE, root)).toBe(directory);
    }),
  );

  it("does not count a directory that a killed build left, and the next build removes it", () =>
    inDirectory(async (root) => {
      const unfinished = `${entryDirectory(RECIPE, root)}.0d9c.tmp`;
      await build(unfinished);
      // The owner of the lock is a process that has ended.
      const { pid } = spawnSync(process.execPath, ["--version"]);
      await writeFile(`${entryDirectory(RECIPE, root)}.lock`, `${pid}:1`);
      expect(await findEntry(RECIPE, root)).toBeUndefined();
      await installEntry(RECIPE, build, silent, root);
      expect(existsSync(unfinished)).toBe(false);
    }));
});
