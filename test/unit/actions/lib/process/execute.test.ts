import { expect, test } from "@jest/globals";
import { execute, lastLines } from "../../../../../actions/lib/process/execute.ts";

const node = (script: string, more: Partial<Parameters<typeof execute>[0]> = {}) =>
  execute({ program: process.execPath, arguments: ["-e", script], environment: {}, ...more });

test("gives exit code and both streams; lines arrive whole, also across chunks", async () => {
  const seen: string[] = [];
  const script = `process.stdout.write("a\\nb"); process.stdout.write("c\\r\\nd"); process.stderr.write("e\\n"); process.exitCode = 3`;
  const done = await node(script, { onLine: (line) => seen.push(line) });
  expect(done).toStrictEqual({
    exitCode: 3,
    signal: undefined,
    stdout: "a\nbc\r\nd",
    stderr: "e\n",
  });
  expect(seen.sort()).toStrictEqual(["a", "bc", "d", "e"]);
});

test("H-E 51: a character split between chunks stays whole", async () => {
  const script = `const b = Buffer.from("ü"); process.stdout.write(b.subarray(0, 1), () => setImmediate(() => process.stdout.write(b.subarray(1))))`;
  expect((await node(script)).stdout).toBe("ü");
});

test("H-E 32: arguments arrive byte for byte, no shell is asked", async () => {
  const hostile = `a b;$(touch x)'"\n\\`;
  const done = await execute({
    program: process.execPath,
    arguments: ["-e", "process.stdout.write(process.argv[1])", hostile],
    environment: {},
  });
  expect(done.stdout).toBe(hostile);
});

test("gives standard input, and survives a program that does not read it", async () => {
  expect((await node("process.stdin.pipe(process.stdout)", { input: "hello" })).stdout).toBe(
    "hello",
  );
  expect((await node("process.exit(0)", { input: "x".repeat(1_000_000) })).exitCode).toBe(0);
});

test("hands over nothing but the environment it is given", async () => {
  const done = await node("process.stdout.write(JSON.stringify(process.env))", {
    environment: { A: "1" },
  });
  expect(JSON.parse(done.stdout)).toStrictEqual({ A: "1" });
});

test("keeps a bounded text", async () => {
  expect((await node(`process.stdout.write("x".repeat(100000))`, { keep: 10 })).stdout).toBe(
    "x".repeat(10),
  );
});

test("a missing program is an error with a fix", async () => {
  const run = execute({ program: "no-such-program", arguments: [], environment: { PATH: "" } });
  await expect(run).rejects.toMatchObject({
    reason: "program-not-found",
    fix: expect.stringContaining("no-such-program") as unknown,
  });
});

test("H-E 1: a cancel reaches the command as one SIGINT, and its end is waited for", async () => {
  const controller = new AbortController();
  const script = `process.on("SIGINT", () => { console.log("interrupted"); setTimeout(() => process.exit(7), 50) }); console.log("ready"); setInterval(() => 0, 1000)`;
  const done = await node(script, {
    cancelled: controller.signal,
    onLine: (line) => line === "ready" && controller.abort(),
  });
  expect(done).toMatchObject({ exitCode: 7, stdout: "ready\ninterrupted\n" });
});

test("lastLines", () => {
  expect(lastLines("a\nb\nc\n", 2)).toBe("b\nc");
});
