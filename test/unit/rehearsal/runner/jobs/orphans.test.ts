import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { killOrphans } from "../../../../../rehearsal/runner/jobs/orphans.ts";

let processes: string;
let left: ChildProcess;
beforeEach(() => {
  processes = mkdtempSync(path.join(tmpdir(), "processes-"));
  put("self", "");
  left = spawn("sleep", ["1000"], { stdio: "ignore", detached: true });
});
afterEach(() => {
  left.kill("SIGKILL");
  rmSync(processes, { recursive: true, force: true });
});

/** Makes the folder of a process as the kernel shows it. */
function put(name: string, environment: string): void {
  mkdirSync(path.join(processes, name), { recursive: true });
  writeFileSync(path.join(processes, name, "environ"), environment);
}

const pid = () => String(left.pid);
const lines: string[] = [];
const job = () => {
  lines.length = 0;
  return { trackingId: "github_1", log: { line: (text: string) => void lines.push(text) } };
};

test("a process that a job left behind is killed, and the log names it", async () => {
  put(pid(), "A=b\0RUNNER_TRACKING_ID=github_1\0");
  writeFileSync(path.join(processes, pid(), "comm"), "sleep\n");
  const ended = once(left, "exit");
  await killOrphans(job(), processes);
  expect(await ended).toStrictEqual([null, "SIGKILL"]);
  expect(lines).toStrictEqual([`Terminate orphan process: pid (${pid()}) (sleep)`]);
});

test("a process that is just starting its program is checked again", async () => {
  put(pid(), "");
  symlinkSync("/bin/sleep", path.join(processes, pid(), "exe"));
  const ended = once(left, "exit");
  const done = killOrphans(job(), processes);
  put(pid(), "RUNNER_TRACKING_ID=github_1\0");
  await done;
  expect(await ended).toStrictEqual([null, "SIGKILL"]);
});

test.each([
  ["of another job", "RUNNER_TRACKING_ID=github_12\0", true],
  ["without an environment", "", true],
  ["of the kernel", "", false],
])("a process %s is not killed", async (_, environment, hasProgram) => {
  put(pid(), environment);
  if (hasProgram) symlinkSync("/bin/sleep", path.join(processes, pid(), "exe"));
  await killOrphans(job(), processes);
  expect([lines, left.exitCode, left.signalCode]).toStrictEqual([[], null, null]);
});

test("nothing is killed if processes do not show their environment", async () => {
  rmSync(path.join(processes, "self"), { recursive: true });
  put(pid(), "RUNNER_TRACKING_ID=github_1\0");
  await killOrphans(job(), processes);
  expect(lines).toStrictEqual([]);
});
