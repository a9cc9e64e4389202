import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { keepTokenFile } from "../../../../../actions/lib/aws/token-file.ts";
import type { Job } from "../../../../../actions/lib/runtime/job.ts";

const NOW = Date.parse("2026-11-21T10:00:00Z");
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "token-file-"));
  jest.useFakeTimers({ now: NOW, doNotFake: ["setImmediate", "nextTick", "queueMicrotask"] });
});
afterEach(() => {
  jest.useRealTimers();
  rmSync(directory, { recursive: true });
});

/** Creates a token that expires after this many seconds. */
const tokenOf = (id: string, seconds: number): string => {
  const claims = JSON.stringify({ jti: id, exp: Math.floor(Date.now() / 1000) + seconds });
  return `h.${Buffer.from(claims).toString("base64url")}.s`;
};
const shown = (file: string): unknown => {
  const claims = readFileSync(file, "utf8").split(".")[1] ?? "";
  return (JSON.parse(Buffer.from(claims, "base64url").toString()) as { jti: string }).jti;
};

/** Lets the timers run, then lets the work that they start end: file operations need turns of the loop. */
async function pass(milliseconds: number, isOver: () => boolean = () => true): Promise<void> {
  jest.advanceTimersByTime(milliseconds);
  for (let turn = 0; turn < 10 || (turn < 100_000 && !isOver()); turn += 1)
    await new Promise((resolve) => setImmediate(resolve));
}

test("the file gets a new token at half of the old token's lifetime; a failed renewal is retried", async () => {
  const said: string[] = [];
  let asked = 0;
  const answers = [() => tokenOf("second", 300), () => undefined, () => tokenOf("third", 300)];
  const job = {
    temporaryDirectory: directory,
    log: { info: (text: string) => void said.push(text) },
    idToken: () => {
      asked += 1;
      const token = answers.shift()?.();
      return token === undefined ? Promise.reject(new Error("no answer")) : Promise.resolve(token);
    },
  };
  const file = await keepTokenFile(tokenOf("first", 300), "aud", job as unknown as Job);
  await pass(149_000);
  // Writing a token takes turns of the loop, requesting one does not: a request that is too early shows here.
  expect([shown(file), asked]).toStrictEqual(["first", 0]);
  await pass(1_000, () => shown(file) === "second" && jest.getTimerCount() === 1);
  expect(shown(file)).toBe("second");
  await pass(150_000, () => said.length === 1);
  expect([shown(file), said]).toStrictEqual([
    "second",
    ["the OIDC token for AWS was not renewed yet: no answer"],
  ]);
  await pass(20_000, () => shown(file) === "third");
  expect([shown(file), asked]).toStrictEqual(["third", 3]);
});
