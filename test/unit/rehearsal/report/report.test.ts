import { describe, expect, test } from "@jest/globals";
import { resultOf } from "../../../../rehearsal/report/result.ts";
import { printTree } from "../../../../rehearsal/report/tree.ts";
import { stateLines } from "../../../../rehearsal/report/afterwards.ts";
import type {
  JobResult,
  RunEvent,
  RunResult,
  StepResult,
} from "../../../../rehearsal/runner/request.ts";
import { compareInstances } from "../../../../rehearsal/report/states.ts";

const step = (name: string, more: Partial<StepResult> = {}): StepResult => ({
  ...{ name, outcome: "success", conclusion: "success", ms: 1234.5 },
  ...more,
});
const job = (id: string, steps: StepResult[], more: Partial<JobResult> = {}): JobResult => ({
  ...{
    id,
    name: id,
    result: "success",
    ms: 2000,
    steps,
    outputs: {},
    annotations: [],
    summaries: [],
    log: "",
  },
  ...more,
});

describe("the tree", () => {
  const print = (events: RunEvent[], verbose = false): string[] => {
    const lines: string[] = [];
    const observe = printTree((line) => lines.push(line), verbose);
    events.forEach(observe);
    return lines;
  };
  const error = (message: string): RunEvent => ({
    ...{ type: "annotation", job: "dev", step: "Apply" },
    annotation: { level: "error", message, title: "kube-deploy: crash" },
  });

  test("has a line for each job and step, with marks and durations", () => {
    const lines = print([
      { type: "job-started", job: "dev", name: "dev", environment: "dev" },
      { type: "step-finished", job: "dev", step: "Apply", result: step("Apply") },
      {
        type: "step-finished",
        job: "dev",
        step: "Keep",
        result: step("Keep", { conclusion: "skipped" }),
      },
      { type: "job-finished", job: "dev", result: job("dev", []) },
    ]);
    expect(lines.map((line) => line.replaceAll(/ +/g, " "))).toStrictEqual([
      "\n▸ dev (environment dev)",
      " ✓ Apply 1.2 s",
      " - Keep skipped",
      " ✓ dev 2.0 s",
    ]);
  });

  test("shows errors under their step, once, without the runner's echo", () => {
    const lines = print([
      error("the pod crashed"),
      {
        type: "annotation",
        job: "dev",
        step: "Apply",
        annotation: { level: "error", message: "Process completed with exit code 1." },
      },
      {
        type: "step-finished",
        job: "dev",
        step: "Apply",
        result: step("Apply", { conclusion: "failure" }),
      },
      { type: "job-finished", job: "dev", result: job("dev", [], { result: "failure" }) },
    ]);
    expect(lines.filter((line) => line.includes("error:"))).toStrictEqual([
      "        error: kube-deploy: crash: the pod crashed",
    ]);
  });

  test("an error that is only an exit code is shown", () => {
    const echo: RunEvent = {
      ...{ type: "annotation", job: "dev", step: "Script" },
      annotation: { level: "error", message: "Process completed with exit code 3." },
    };
    const lines = print([
      echo,
      {
        type: "step-finished",
        job: "dev",
        step: "Script",
        result: step("Script", { conclusion: "failure" }),
      },
    ]);
    expect(lines.at(-1)).toContain("exit code 3");
  });

  test("prints logs only when asked", () => {
    const log: RunEvent = { type: "log", job: "dev", step: "Apply", text: "hello" };
    expect(print([log])).toStrictEqual([]);
    expect(print([log], true)).toStrictEqual(["      hello"]);
  });
});

describe("the result", () => {
  const run: RunResult = {
    ok: true,
    result: "success",
    outputs: {},
    jobs: [
      job("dev / images", [
        step("Build", {
          id: "build",
          outputs: {
            images: '{"web":{"repository":"fleet/web","digest":"sha256:1","built":true}}',
          },
        }),
      ]),
      job(
        "dev / kubernetes",
        [step("Deploy", { id: "deploy", outputs: { url: "http://x", release: '{"id":"r"}' } })],
        { summaries: ["# ok"] },
      ),
    ],
  };
  const none = { resources: 0, added: 0, changed: 0, destroyed: 0 };
  const result = resultOf({
    event: "deploy",
    run,
    comments: [],
    resources: {
      infrastructure: none,
      kubernetes: { ...none, resources: 3, changed: 2, added: 1 },
    },
  });

  test("takes images, url and release from the outputs of the steps", () => {
    expect(result).toMatchObject({
      ok: true,
      images: [{ name: "web", repository: "fleet/web", digest: "sha256:1", built: true }],
      release: { id: "r" },
      url: "http://x",
      summaries: [{ job: "dev / kubernetes", markdown: "# ok" }],
    });
    expect(result.jobs[0]?.steps).toStrictEqual([{ name: "Build", result: "success", ms: 1235 }]);
  });

  test("has null for what a failed run does not have", () => {
    const failed = resultOf({
      event: "deploy",
      run: { ...run, ok: false, jobs: [] },
      comments: [],
      resources: { infrastructure: none, kubernetes: none },
    });
    expect(failed).toMatchObject({ ok: false, images: [], release: null, url: null });
  });

  test("is told to people", () => {
    expect(stateLines(result)).toStrictEqual([
      "",
      "State afterwards",
      "  infrastructure   0 resources, no changes",
      "  kubernetes       3 resources, 1 added, 2 changed",
      "  image web        fleet/web@sha256:1 (built)",
      "  url              http://x",
    ]);
  });
});

test("compareInstances counts what a run added, changed and destroyed", () => {
  const before = new Map<string, unknown>([
    ["a", { x: 1 }],
    ["b", { x: 1 }],
    ["c", {}],
  ]);
  const after = new Map<string, unknown>([
    ["a", { x: 1 }],
    ["b", { x: 2 }],
    ["d", {}],
  ]);
  expect(compareInstances(before, after)).toStrictEqual({
    resources: 3,
    added: 1,
    changed: 1,
    destroyed: 1,
  });
});

test("what a refresh writes as empty instead of null is no change of a run", () => {
  const before = new Map([["a", { x: 1, tags: null }]]);
  const after = new Map([["a", { x: 1, tags: {} }]]);
  expect(compareInstances(before, after).changed).toBe(0);
  expect(compareInstances(after, new Map([["a", { x: 1, tags: { a: "b" } }]])).changed).toBe(1);
});
