import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { execute, lastLines } from "../../../../../actions/lib/process/execute.ts";
import { isRunning } from "../../../../../actions/lib/process/identity.ts";
import { readOperations } from "../../../../../actions/lib/process/operation.ts";

type Command = Parameters<typeof execute>[0];

let temporaryDirectory = "";
beforeAll(() => {
  temporaryDirectory = mkdtempSync(path.join(tmpdir(), "execute-"));
});
afterAll(() => rmSync(temporaryDirectory, { recursive: true }));

const idle = new AbortController().signal;
const node = (
  script: string,
  more: Partial<Command> = {},
  job: { cancelled?: AbortSignal; temporaryDirectory?: string } = {},
  patience?: number,
) =>
  execute(
    {
      purpose: "a script",
      program: process.execPath,
      arguments: ["-e", script],
      environment: {},
      ...more,
    },
    { temporaryDirectory, cancelled: idle, ...job },
    patience,
  );

test("returns the exit code and both streams, and passes complete lines, also across chunks", async () => {
  const seen: string[] = [];
  const script = `process.stdout.write("a\\nb"); process.stdout.write("c\\r\\nd"); process.stderr.write("e\\n"); process.exitCode = 3`;
  const { exitCode, signal, stdout, stderr } = await node(script, {
    onLine: (line) => seen.push(line),
  });
  expect({ exitCode, signal, stdout, stderr }).toStrictEqual({
    exitCode: 3,
    signal: undefined,
    stdout: "a\nbc\r\nd",
    stderr: "e\n",
  });
  expect(seen.sort()).toStrictEqual(["a", "bc", "d", "e"]);
});

test("H-E 51: a character that is split between chunks is joined", async () => {
  const script = `const b = Buffer.from("ü\\n"); process.stdout.write(b.subarray(0, 1), () => setImmediate(() => process.stdout.write(b.subarray(1))))`;
  const seen: string[] = [];
  expect((await node(script, { onLine: (line) => seen.push(line) })).stdout).toBe("ü\n");
  expect(seen).toStrictEqual(["ü"]);
});

test("H-E 32: arguments arrive byte for byte, without a shell", async () => {
  const hostile = `a b;$(touch x)'"\n\\`;
  const done = await node("", {
    arguments: ["-e", "process.stdout.write(process.argv[1])", hostile],
  });
  expect(done.stdout).toBe(hostile);
});

test("standard input is empty and does not block", async () => {
  expect((await node("process.stdin.pipe(process.stdout)")).stdout).toBe("");
});

test("passes only the given environment", async () => {
  const done = await node("process.stdout.write(JSON.stringify(process.env))", {
    environment: { A: "1" },
  });
  expect(JSON.parse(done.stdout)).toStrictEqual({ A: "1" });
});

test("keeps all of a long output, without a cut", async () => {
  const done = await node(
    `const part = Buffer.alloc(1 << 20, "x"); for (let i = 0; i < 70; i++) require("fs").writeSync(1, part)`,
  );
  expect(done.stdout).toHaveLength(70 * (1 << 20));
});

test("H-E 33: only the user of the job can read its files", async () => {
  await node("console.log('private')");
  const folder = path.join(temporaryDirectory, "operations");
  const [name = ""] = readdirSync(folder);
  const modeOf = (file: string) => statSync(file).mode & 0o777;
  expect(modeOf(path.join(folder, name))).toBe(0o700);
  for (const file of ["stdout", "stderr", "operation.json"])
    expect(modeOf(path.join(folder, name, file))).toBe(0o600);
});

test("a missing program is an error with a fix", async () => {
  const run = node("", { program: "no-such-program", environment: { PATH: "" } });
  await expect(run).rejects.toMatchObject({
    reason: "program-not-found",
    fix: expect.stringContaining("no-such-program") as unknown,
  });
});

test("H-E 6: starts nothing if the job is already cancelled", async () => {
  const controller = new AbortController();
  controller.abort(new Error("cancelled before"));
  const folder = path.join(temporaryDirectory, "unused");
  await expect(
    node("", {}, { cancelled: controller.signal, temporaryDirectory: folder }),
  ).rejects.toThrow("cancelled before");
  expect(readOperations(folder)).toStrictEqual([]);
});

test("H-E 1: sends one SIGINT to the command after a cancel, and waits for its end", async () => {
  const controller = new AbortController();
  const script = `process.on("SIGINT", () => { console.log("interrupted"); setTimeout(() => process.exit(7), 50) }); console.log("ready"); setInterval(() => 0, 1000)`;
  const done = await node(
    script,
    { onLine: (line) => line === "ready" && controller.abort() },
    { cancelled: controller.signal },
  );
  expect(done).toMatchObject({ exitCode: 7, stdout: "ready\ninterrupted\n" });
});

/** Counts its interrupts, and ends when a file exists. */
const COUNTING = `let n = 0; process.on("SIGINT", () => console.log("interrupt " + ++n)); console.log("ready"); const fs = require("fs"); const wait = () => fs.existsSync(process.argv[1]) ? process.exit(1) : setTimeout(wait, 10); wait()`;

test.each([
  ["stopped, and then cancelled", ["stop", "cancel"]],
  ["cancelled, and then stopped", ["cancel", "stop"]],
  ["only stopped", ["stop"]],
])("interrupts a command once if it is %s, and waits for its end", async (_, signals) => {
  const controllers = { stop: new AbortController(), cancel: new AbortController() };
  const end = path.join(mkdtempSync(path.join(temporaryDirectory, "stop-")), "end");
  const done = await node(
    "",
    {
      arguments: ["-e", COUNTING, end],
      stop: controllers.stop.signal,
      onLine: (line) => {
        if (line === "ready") controllers[signals[0] as "stop"].abort();
        if (line !== "interrupt 1") return;
        for (const name of signals.slice(1)) controllers[name as "stop"].abort();
        writeFileSync(end, "");
      },
    },
    { cancelled: controllers.cancel.signal },
  );
  expect(done).toMatchObject({ exitCode: 1, stdout: "ready\ninterrupt 1\n" });
});

test("waits for the process that a wrapper leaves behind when the signal ends the wrapper", async () => {
  const controller = new AbortController();
  // The wrapper has no handler. The process that it starts has a handler, and writes to the same file.
  const tool = `process.on("SIGINT", () => setTimeout(() => { console.log("saved"); process.exit(0) }, 100)); console.log("ready"); setInterval(() => 0, 1000)`;
  const script = `require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(tool)}], { stdio: "inherit" }); setInterval(() => 0, 1000)`;
  const done = await node(
    script,
    { onLine: (line) => line === "ready" && controller.abort() },
    { cancelled: controller.signal },
  );
  expect(done).toMatchObject({ signal: "SIGINT", stdout: "ready\nsaved\n" });
});

test("H-E 3: leaves a command that is still busy after the cancel running, with a record for the post step", async () => {
  const controller = new AbortController();
  const folder = mkdtempSync(path.join(temporaryDirectory, "left-"));
  // The script would end after a second SIGINT, which the test does not send.
  const script = `let n = 0; process.on("SIGINT", () => { console.log("interrupt " + ++n); if (n === 2) process.exit(0) }); console.log("ready"); setInterval(() => 0, 1000)`;
  const seen: string[] = [];
  const run = node(
    script,
    {
      onLine: (line) => {
        seen.push(line);
        if (line === "ready") controller.abort();
      },
    },
    { cancelled: controller.signal, temporaryDirectory: folder },
    300,
  );
  await expect(run).rejects.toMatchObject({ reason: "cancelled" });
  const [left] = readOperations(folder);
  expect(left).toMatchObject({ purpose: "a script", interrupted: true, ended: false });
  if (left === undefined) throw new Error("no record");
  expect(isRunning(left.process)).toBe(true);
  const shown = readFileSync(left.stdout.file, "utf8").slice(0, left.stdout.shown);
  expect(shown).toBe("ready\ninterrupt 1\n");
  expect(seen).toStrictEqual(["ready", "interrupt 1"]);
  process.kill(left.process.pid, "SIGKILL");
});

test("lastLines returns the last lines of a text", () => {
  expect(lastLines("a\nb\nc\n", 2)).toBe("b\nc");
});
