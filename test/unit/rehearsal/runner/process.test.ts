import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import type { RunEvent } from "../../../../rehearsal/runner/request.ts";
import { removeFolders, run, temporaryFolder } from "../../../support/workflows/run.ts";

afterAll(removeFolders);

/** Cancels the run when a step prints "ready", and makes the file once the step has its signal. */
function cancelWhenReady() {
  const controller = new AbortController();
  const file = path.join(temporaryFolder(), "cancelled");
  const observe = (event: RunEvent): void => {
    if (event.type !== "log" || event.text !== "ready") return;
    controller.abort();
    writeFileSync(file, "");
  };
  return { file, request: { signal: controller.signal, observe } };
}

/** Returns a program that prints ready, waits for a file, and then prints a word. */
const until = (file: string, word: string): string =>
  `setInterval(()=>{if(!require("fs").existsSync(${JSON.stringify(file)}))return;console.log("${word}");process.exit(0)},10);console.log("ready")`;

/** Returns a script that prints ready, then waits in a process that SIGINT ends at once. */
const WAIT = `exec node -e 'process.on("SIGINT",()=>{console.log("interrupted");process.exit(130)});setInterval(()=>{},1e6);console.log("ready")'`;
const STUBBORN = `exec node -e 'for (const s of ["SIGINT","SIGTERM"]) process.on(s,()=>console.log("got "+s));setInterval(()=>{},1e6);console.log("ready")'`;

const files = {
  "act/action.yml":
    "name: a\ndescription: a\nruns: { using: node24, main: main.mjs, post: post.mjs }\n",
  "act/main.mjs": "console.log('main')",
  "act/post.mjs": "console.log('post')",
};

describe("cancelling", () => {
  it("must not be lost: one SIGINT interrupts the running step; always(), cancelled() and post run (E1)", async () => {
    const { result, lines, job } = await run(
      `
on: push
jobs:
  a:
    runs-on: x
    steps:
      - uses: $/act
      - id: wait
        run: ${JSON.stringify(WAIT)}
      - run: echo never
      - { if: always(), run: 'echo "always after \${{ steps.wait.outcome }} \${{ job.status }}"' }
      - { if: cancelled(), run: echo when cancelled }
      - { if: failure(), run: echo when failed }
  b: { needs: a, runs-on: x, steps: [{ run: echo not b }] }
  c: { needs: a, if: always(), runs-on: x, steps: [{ run: echo but c }] }
`,
      { files, ...cancelWhenReady().request },
    );
    expect(result).toMatchObject({ ok: false, result: "cancelled" });
    expect(lines).toEqual(
      expect.arrayContaining([
        "interrupted",
        "always after cancelled cancelled",
        "when cancelled",
        "post",
        "but c",
      ]),
    );
    for (const never of ["never", "when failed", "not b"]) expect(lines).not.toContain(never);
    expect(job("a").steps.map(({ conclusion }) => conclusion)).toStrictEqual([
      "success",
      "cancelled",
      "skipped",
      "success",
      "success",
      "skipped",
      "success",
    ]);
    expect([job("a").result, job("b").result, job("c").result]).toStrictEqual([
      "cancelled",
      "skipped",
      "success",
    ]);
    expect(job("a").annotations.map(({ message }) => message)).toStrictEqual([
      "The operation was canceled.",
    ]);
  });

  it("sends SIGINT, then SIGTERM, and then kills the process tree (E2)", async () => {
    const { lines, job } = await run(
      `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: ${JSON.stringify(STUBBORN)}\n`,
      { ...cancelWhenReady().request, timing: { interrupt: 300, terminate: 300 } },
    );
    expect(lines.filter((line) => line.startsWith("got "))).toStrictEqual([
      "got SIGINT",
      "got SIGTERM",
    ]);
    expect(job("a").result).toBe("cancelled");
  });

  it("signals the direct child only: bash does not pass it on (E1)", async () => {
    const { file, request } = cancelWhenReady();
    const child = `node -e 'process.on("SIGINT",()=>console.log("leaked"));${until(file, "done")}'`;
    const { lines } = await run(
      `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: ${JSON.stringify(`${child}\necho after`)}\n`,
      request,
    );
    expect(lines).toContain("done");
    expect(lines).not.toContain("leaked");
  });

  it("does not interrupt an always() step", async () => {
    const { file, request } = cancelWhenReady();
    const step = `node -e '${until(file, "whole")}'`;
    const { lines, job } = await run(
      `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - if: always()\n        run: ${JSON.stringify(step)}\n`,
      request,
    );
    expect(lines).toContain("whole");
    expect(job("a")).toMatchObject({ result: "cancelled", steps: [{ conclusion: "success" }] });
  });

  it("marks a job that had not started as cancelled", async () => {
    const { result } = await run(
      "on: push\njobs: { a: { runs-on: x, steps: [{ run: 'true' }] } }\n",
      { signal: AbortSignal.abort() },
    );
    expect(result.jobs.map((job) => job.result)).toStrictEqual(["cancelled"]);
  });
});

describe("timeouts", () => {
  it("end a step as a failure", async () => {
    const { job } = await run(
      `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - { name: slow, timeout-minutes: 2, run: ${JSON.stringify(WAIT)} }\n      - { if: failure(), run: "true" }\n`,
      { timing: { minute: 300 } },
    );
    expect(job("a").steps.map(({ outcome }) => outcome)).toStrictEqual(["failure", "success"]);
    expect(job("a").annotations.at(-1)?.message).toBe(
      "The action 'slow' has timed out after 2 minutes.",
    );
  });

  it("end a job as cancelled (E9)", async () => {
    const { job } = await run(
      `on: push\njobs:\n  a:\n    runs-on: x\n    timeout-minutes: 1\n    steps:\n      - run: ${JSON.stringify(WAIT)}\n      - { if: always(), run: "true" }\n`,
      { timing: { minute: 500 } },
    );
    expect(job("a").result).toBe("cancelled");
    expect(job("a").annotations[0]?.message).toBe(
      "The job has exceeded the maximum execution time of 1m0s",
    );
    expect(job("a").steps.map(({ outcome }) => outcome)).toStrictEqual(["cancelled", "success"]);
  });
});

it("a job does not wait forever for a descendant that holds the output open", async () => {
  const { job } = await run(
    `on: push\njobs:\n  a:\n    runs-on: x\n    steps: [{ run: "sleep 1000 & echo started" }]\n`,
    { timing: { drain: 100 } },
  );
  expect(job("a").result).toBe("success");
});

it("processes that a job leaves behind are killed", async () => {
  const { lines } = await run(
    `on: push\njobs:\n  a:\n    runs-on: x\n    steps: [{ run: "sleep 1000 >/dev/null 2>&1 & true" }]\n`,
  );
  const isLinux = process.platform === "linux";
  expect(lines.filter((line) => line.startsWith("Terminate orphan process"))).toHaveLength(
    isLinux ? 1 : 0,
  );
});
