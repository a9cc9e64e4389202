import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { drainOperations, endOrphans } from "../../../../../actions/lib/process/drain.ts";
import { followLines } from "../../../../../actions/lib/process/follow.ts";
import {
  identify,
  isGroupRunning,
  isRunning,
} from "../../../../../actions/lib/process/identity.ts";
import type { Operation } from "../../../../../actions/lib/process/operation.ts";
import type { Log } from "../../../../../actions/lib/runtime/job.ts";
import { signalGroup } from "../../../../engines/guard.ts";

let directory = "";
beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), "drain-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

/** Process groups that a test has started. */
const groups: number[] = [];
// A signal that ends the tests does not reach these groups.
afterEach(() => {
  for (const group of groups.splice(0)) signalGroup(group, "SIGKILL");
});

/** Starts a script as a main step does, and waits until the script has printed "ready". */
async function leave(script: string, change: Partial<Operation> = {}): Promise<Operation> {
  const folder = mkdtempSync(path.join(directory, "left-"));
  const [stdout, stderr] = ["stdout", "stderr"].map((name) => path.join(folder, name));
  const child = spawn(process.execPath, ["-e", `${script}; console.log("ready")`], {
    stdio: ["ignore", openSync(stdout ?? "", "ax"), openSync(stderr ?? "", "ax")],
    detached: true,
  });
  await once(child, "spawn");
  groups.push(child.pid ?? 0);
  await new Promise<void>((resolve) => {
    const follower = followLines(stdout ?? "", () => {
      setImmediate(() => follower.stop(false));
      resolve();
    });
  });
  return {
    purpose: "a script",
    directory,
    process: identify(child.pid ?? 0),
    stdout: { file: stdout ?? "", shown: "ready\n".length },
    stderr: { file: stderr ?? "", shown: 0 },
    startedAt: 0,
    interrupted: true,
    ended: false,
    ...change,
  };
}

async function drain(operation: Operation, deadline: number) {
  const lines: string[] = [];
  const log = {
    info: () => undefined,
    group: (_: string, work: () => Promise<unknown>) => work(),
    withCommandsStopped: (work: (line: (text: string) => void) => Promise<unknown>) =>
      work((text) => lines.push(text)),
  } as unknown as Log;
  const [drained] = await drainOperations(
    { operations: [operation], deadline, cancelled: true },
    log,
  );
  return { ending: drained?.ending, lines };
}

const COUNT = `let n = 0; setInterval(() => 0, 1000); process.on("SIGINT", () => { console.log("interrupt " + ++n); if (n === LAST) process.exit(1) })`;

test("H-E 3: waits for the end of a program, and logs the lines that the main step has not logged yet", async () => {
  const operation = await leave(
    `setInterval(() => 0, 1000); process.on("SIGTERM", () => { console.log("saved"); process.exit(0) })`,
  );
  process.kill(operation.process.pid, "SIGTERM");
  expect(await drain(operation, Infinity)).toStrictEqual({ ending: "ended", lines: ["saved"] });
});

test("a program that the main step interrupted is not interrupted again", async () => {
  const operation = await leave(
    `process.on("SIGINT", () => { console.log("again"); process.exit(1) }); setTimeout(() => process.exit(0), 300)`,
  );
  expect(await drain(operation, Infinity)).toStrictEqual({ ending: "ended", lines: [] });
});

test("sends the first interrupt if the main step was killed before it could", async () => {
  const operation = await leave(COUNT.replace("LAST", "1"), { interrupted: false });
  expect(await drain(operation, Infinity)).toStrictEqual({
    ending: "ended",
    lines: ["interrupt 1"],
  });
});

test("H-E 4: at the time limit, the second interrupt stops the program", async () => {
  const operation = await leave(COUNT.replace("LAST", "1"));
  expect(await drain(operation, 0)).toStrictEqual({ ending: "forced", lines: ["interrupt 1"] });
});

test("a process that reuses the ID of an ended process is left alone", async () => {
  const operation = await leave(COUNT.replace("LAST", "1"));
  const stranger = { ...operation.process, startTime: "1" };
  const { ending, lines } = await drain({ ...operation, process: stranger }, 0);
  expect([ending, lines]).toStrictEqual(["ended", []]);
});

test("an operation that has ended is not drained again", async () => {
  const operation = await leave(COUNT.replace("LAST", "1"), { ended: true });
  expect(await drain(operation, 0)).toStrictEqual({ ending: undefined, lines: [] });
});

/** Starts a program that ends, and leaves a process in its group. `onTerm` is what this process does after SIGTERM. */
async function leaveOrphan(onTerm: string): Promise<Operation> {
  const orphan = `process.on("SIGTERM", () => { ${onTerm} }); setInterval(() => 0, 1000); console.log("up")`;
  const operation = await leave(
    `const child = require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(orphan)}], { stdio: ["ignore", "pipe", "ignore"] }); child.stdout.once("data", () => process.exit(1))`,
    { ended: true },
  );
  while (isRunning(operation.process)) await new Promise(setImmediate);
  return operation;
}

test.each([
  ["ends on SIGTERM", "process.exit(0)"],
  ["ignores SIGTERM", ""],
])("ends an orphan of an ended command; the orphan %s", async (_, onTerm) => {
  const operation = await leaveOrphan(onTerm);
  expect(isGroupRunning(operation.process)).toBe(true);
  const lines: string[] = [];
  await endOrphans([operation], { info: (text: string) => lines.push(text) }, 1_000);
  expect(isGroupRunning(operation.process)).toBe(false);
  expect(lines).toStrictEqual(["a script has left processes behind; they are stopped now"]);
});

test("without orphans nothing is logged, and a process that reuses the ID goes on", async () => {
  const operation = await leave(COUNT.replace("LAST", "1"), { ended: true });
  const stranger = { ...operation.process, startTime: "1" };
  const log = {} as Log;
  await endOrphans([{ ...operation, process: stranger }], log);
  expect(isGroupRunning(operation.process)).toBe(true);
});
