import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "@jest/globals";
import { identify, withLock } from "../../../engines/lock.ts";
import { inDirectory } from "./directory.ts";

const deadPid = (): number => spawnSync(process.execPath, ["--version"]).pid;

describe("withLock", () => {
  it("names its owner while it works and is gone afterwards, also after an error", () =>
    inDirectory(async (directory) => {
      const file = path.join(directory, "one.lock");
      const self = await identify(process.pid);
      const seen = await withLock(file, () => Promise.resolve(readFileSync(file, "utf8")));
      expect(seen).toBe(self);
      const failing = withLock(file, () => Promise.reject(new Error("no")));
      await expect(failing).rejects.toThrow("no");
      expect(existsSync(file)).toBe(false);
    }));

  it("takes over the lock of a process that has ended", () =>
    inDirectory(async (directory) => {
      const file = path.join(directory, "one.lock");
      await writeFile(file, `${deadPid()}:4711`);
      expect(await withLock(file, () => Promise.resolve("done"))).toBe("done");
    }));

  it("takes over the lock of a process id that belongs to another program now", () =>
    inDirectory(async (directory) => {
      const file = path.join(directory, "one.lock");
      await writeFile(file, `${process.pid}:1`);
      expect(await withLock(file, () => Promise.resolve("done"))).toBe("done");
    }));

  it("takes over a takeover that was never finished", () =>
    inDirectory(async (directory) => {
      const file = path.join(directory, "one.lock");
      await writeFile(file, `${deadPid()}:4711`);
      await writeFile(`${file}.takeover`, `${deadPid()}:4711`);
      expect(await withLock(file, () => Promise.resolve("done"))).toBe("done");
    }));

  it("lets only one of many work at a time, whoever finds the dead owner", () =>
    inDirectory(async (directory) => {
      const file = path.join(directory, "one.lock");
      await writeFile(file, `${deadPid()}:4711`);
      const state = { working: 0, most: 0 };
      const work = async (): Promise<void> => {
        state.working += 1;
        state.most = Math.max(state.most, state.working);
        await new Promise((resolve) => setImmediate(resolve));
        state.working -= 1;
      };
      await Promise.all(Array.from({ length: 12 }, () => withLock(file, work, { pollMs: 1 })));
      expect(state).toStrictEqual({ working: 0, most: 1 });
    }));

  it("gives up on a live owner with its process id, the file and what to do", () =>
    inDirectory(async (directory) => {
      const file = path.join(directory, "one.lock");
      const owner = (await identify(process.ppid)) ?? "";
      await writeFile(file, owner);
      const waiting = withLock(file, () => Promise.resolve(), { waitMs: 0, pollMs: 1 });
      await expect(waiting).rejects.toThrow(`process ${owner} has held ${file}`);
      expect(readFileSync(file, "utf8")).toBe(owner);
    }));
});

describe("identify", () => {
  it("is the same every time for a process that runs, and nothing for one that does not", async () => {
    expect(await identify(process.pid)).toMatch(new RegExp(`^${process.pid}(:\\d+)?$`));
    expect(await identify(process.pid)).toBe(await identify(process.pid));
    expect(await identify(deadPid())).toBeUndefined();
    expect(await identify(Number.NaN)).toBeUndefined();
  });
});
