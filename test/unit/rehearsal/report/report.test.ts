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
import { compareInstances, compareStates } from "../../../../rehearsal/report/states.ts";
import { pushRun } from "../../../support/github-records.ts";

const step = (name: string, more: Partial<StepResult> = {}): StepResult => ({
  name,
  outcome: "success",
  conclusion: "success",
  ms: 1234.5,
  ...more,
});
const job = (id: string, steps: StepResult[], more: Partial<JobResult> = {}): JobResult => ({
  id,
  name: id,
  result: "success",
  ms: 2000,
  steps,
  outputs: {},
  annotations: [],
  summaries: [],
  log: "",
  ...more,
});

describe("the tree", () => {
  const print = (events: RunEvent[], verbose = false): string[] => {
    const lines: string[] = [];
    const observe = printTree((line) => lines.push(line), { verbose, width: 60 });
    events.forEach(observe);
    return lines;
  };
  const error = (message: string): RunEvent => ({
    type: "annotation",
    job: "dev",
    step: "Apply",
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

  test("shows jobs that run at the same time one after the other", () => {
    const started = (id: string): RunEvent => ({ type: "job-started", job: id, name: id });
    const ended = (id: string): RunEvent => ({
      type: "job-finished",
      job: id,
      result: job(id, []),
    });
    const stepped = (id: string): RunEvent => ({
      type: "step-finished",
      job: id,
      step: "Plan",
      result: step(`Plan ${id}`),
    });
    const lines = print([
      ...[started("dev"), started("staging"), started("production"), stepped("staging")],
      ...[ended("staging"), stepped("dev"), ended("dev"), stepped("production")],
      ended("production"),
    ]);
    expect(lines.map((line) => line.replace(/ {2,}[\d.]+ s$/, "").trim())).toStrictEqual([
      ...["▸ dev", "✓ Plan dev", "✓ dev", "▸ staging", "✓ Plan staging", "✓ staging"],
      ...["▸ production", "✓ Plan production", "✓ production"],
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

  test("wraps an error to the width of the terminal", () => {
    const lines = print([
      error(`the pod crashed ${"again and ".repeat(8)}again`),
      { type: "step-finished", job: "dev", step: "Apply", result: step("Apply") },
    ]);
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.slice(1).every((line) => line.length <= 60)).toBe(true);
    expect(lines[2]).toMatch(/^ {10}\S/);
  });

  test.each([
    ["Invalid value", "Invalid value: port is 0", "error: Invalid value: port is 0"],
    ["halted", "halted\n(14 times)", "error: halted"],
    ["Invalid value", "Invalid value (main.tf:3)", "error: Invalid value (main.tf:3)"],
    ["Invalid", "Invalid value", "error: Invalid: Invalid value"],
  ])("shows a title once if the message starts with it: %s", (title, message, expected) => {
    const annotation: RunEvent = {
      type: "annotation",
      job: "dev",
      step: "Apply",
      annotation: { level: "error", message, title },
    };
    const failed = step("Apply", { conclusion: "failure" });
    const finished: RunEvent = { type: "step-finished", job: "dev", step: "Apply", result: failed };
    const lines = print([annotation, finished]).join("\n").split("\n");
    expect(lines).toContain(`        ${expected}`);
  });

  test("shows an error that is only an exit code", () => {
    const echo: RunEvent = {
      type: "annotation",
      job: "dev",
      step: "Script",
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

  test("names who approved which job, and which environment GitHub made", () => {
    const job = "to / promote";
    const approval = { job, environment: "staging", user: "monalisa", comment: "" };
    const lines = print([
      { type: "environment-created", job, environment: "satging" },
      { type: "approval", job, approval: { ...approval, state: "approved" } },
      { type: "approval", job, approval: { ...approval, state: "rejected" } },
    ]);
    expect(lines).toStrictEqual([
      "\nnote: the environment satging does not exist on GitHub, so GitHub creates it without protection rules (job to / promote)",
      "\n✓ monalisa approved to / promote in the environment staging",
      "\n✗ monalisa rejected to / promote in the environment staging",
    ]);
  });

  test("prints logs only if asked to", () => {
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
    approvals: [],
    createdEnvironments: [],
    jobs: [
      job("dev / images", [
        step("Build", {
          id: "build",
          outputs: {
            images: '{"web":{"repository":"fleet/web","digest":"sha256:1","built":true}}',
            "built-count": "1",
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
  const record = pushRun(1001, { number: 1, workflow: "deploy.yml" });
  const kubernetes = { ...none, resources: 3, changed: 2, added: 1 };
  const all = { infrastructure: none, kubernetes };
  const result = resultOf({
    event: "deploy",
    record,
    run,
    comments: [],
    changes: { all, environments: {}, others: [] },
  });

  test("has images, url and release from the outputs of the steps", () => {
    expect(result).toMatchObject({
      ok: true,
      images: [{ name: "web", repository: "fleet/web", digest: "sha256:1", built: true }],
      release: { id: "r" },
      url: "http://x",
      summaries: [{ job: "dev / kubernetes", markdown: "# ok" }],
    });
    expect(result.jobs[0]?.steps).toStrictEqual([{ name: "Build", result: "success", ms: 1235 }]);
  });

  test("has null for a missing release and address of a failed run", () => {
    const failed = resultOf({
      event: "deploy",
      record,
      run: { ...run, ok: false, jobs: [] },
      comments: [],
      changes: { all: { infrastructure: none, kubernetes: none }, environments: {}, others: [] },
    });
    expect(failed).toMatchObject({ ok: false, images: [], release: null, url: null });
  });

  test("names environments and who let jobs into them", () => {
    const approval = {
      job: "to / promote",
      environment: "staging",
      user: "monalisa",
      comment: "",
      state: "approved" as const,
    };
    const promoted = resultOf({
      event: "promote",
      record,
      comments: [],
      run: {
        ...run,
        jobs: [job("to / promote", [], { environment: { name: "staging" } })],
        approvals: [approval],
      },
      changes: { all, environments: { staging: all }, others: [] },
    });
    expect(promoted.jobs[0]?.environment).toBe("staging");
    expect(stateLines(promoted)).toStrictEqual([
      "",
      "State afterwards",
      "  staging          infrastructure 0 resources, no changes",
      "                   kubernetes     3 resources, 1 added, 2 changed",
      "  approval         to / promote in staging: approved by monalisa",
    ]);
  });

  test("has no line about an address if nothing was verified", () => {
    const urls = (change: Partial<typeof result>) =>
      stateLines({ ...result, url: null, ...change }).filter((line) => line.includes("url"));
    expect(urls({ release: null })).toStrictEqual([]);
    expect(urls({ release: { id: "r" } })).toStrictEqual(["  url              none"]);
    expect(urls({ release: null, rolledBackTo: "r" })).toStrictEqual(["  url              none"]);
  });

  test("names the release that was verified, for a later rollback", () => {
    const release = { id: "20261128T190000Z-0123456789ab", environment: "dev" };
    const commit = "c".repeat(40);
    expect(stateLines({ ...result, release: { ...release, commit } })).toContain(
      "  release          20261128T190000Z-0123456789ab of commit cccccccccccc, verified in dev",
    );
    expect(stateLines({ ...result, release })).toStrictEqual(stateLines(result));
  });

  test("does not list images that were only checked, and does not call promoted images built", () => {
    const images = (size: number): StepResult => {
      const image = { repository: "fleet/web", digest: "sha256:1", size };
      return step("promote", {
        outputs: { "built-count": "0", images: JSON.stringify({ web: image }) },
      });
    };
    const promoted = resultOf({
      event: "promote",
      record,
      comments: [],
      changes: { all, environments: {}, others: [] },
      run: { ...run, jobs: [job("promote", [images(0), images(12)])] },
    });
    expect(stateLines(promoted).filter((line) => line.includes("image"))).toStrictEqual([
      "  image web        fleet/web@sha256:1 (promoted, same bytes)",
    ]);
  });

  test("lists an image of a matrix of runners once, with its platforms; without the merge, it lists each runner's image", () => {
    const images = (digest: string, ...platforms: string[]): StepResult => {
      const image = { repository: "fleet/web", digest, platforms, built: true };
      return step("Build", {
        outputs: { "built-count": "1", images: JSON.stringify({ web: image }) },
      });
    };
    const whole = images("sha256:3", "linux/amd64", "linux/arm64");
    const legs = [images("sha256:1", "linux/amd64"), images("sha256:2", "linux/arm64")];
    const linesAfter = (...steps: StepResult[]) =>
      stateLines(
        resultOf({
          event: "deploy",
          record,
          comments: [],
          changes: { all, environments: {}, others: [] },
          run: { ...run, jobs: [job("images", steps)] },
        }),
      ).filter((line) => line.includes("image"));
    expect(linesAfter(...legs, whole)).toStrictEqual([
      "  image web        fleet/web@sha256:3 (built; linux/amd64, linux/arm64)",
    ]);
    expect(linesAfter(whole, images("sha256:4", "linux/amd64"))).toStrictEqual([
      "  image web        fleet/web@sha256:3 (built; linux/amd64, linux/arm64)",
      "  image web        fleet/web@sha256:4 (built; linux/amd64)",
    ]);
    expect(linesAfter(...legs)).toStrictEqual([
      "  image web        fleet/web@sha256:1 (built; linux/amd64)",
      "  image web        fleet/web@sha256:2 (built; linux/arm64)",
    ]);
  });

  test("is printed for people", () => {
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

test("compareStates adds up the changes of all environments, and keeps the changes of each", () => {
  const at = (environment: string, addresses: string[]) => ({
    environment,
    part: "infrastructure" as const,
    bucket: "b",
    key: environment,
    instances: new Map(addresses.map((address) => [address, {}])),
  });
  const changes = compareStates(
    { known: [at("dev", ["a"]), at("staging", [])], others: [] },
    { known: [at("dev", ["a"]), at("staging", ["a", "b"])], others: [] },
  );
  expect(changes.all.infrastructure).toMatchObject({ resources: 3, added: 2 });
  expect(changes.environments["dev"]?.infrastructure).toMatchObject({ resources: 1, added: 0 });
  expect(changes.environments["staging"]?.infrastructure).toMatchObject({ added: 2 });
});

test("a state that no environment file names is counted separately", () => {
  const before = { known: [], others: [] };
  const others = [{ bucket: "b", key: "fleet-dev", instances: new Map([["a", {}]]) }];
  const none = { resources: 0, added: 0, changed: 0, destroyed: 0 };
  const changes = compareStates(before, { known: [], others });
  expect(changes.others).toStrictEqual([
    { bucket: "b", key: "fleet-dev", ...none, resources: 1, added: 1 },
  ]);
  expect(compareStates({ known: [], others }, { known: [], others }).others[0]?.added).toBe(0);
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

test("an empty value that a refresh writes instead of null is no change of a run", () => {
  const before = new Map([["a", { x: 1, tags: null }]]);
  const after = new Map([["a", { x: 1, tags: {} }]]);
  expect(compareInstances(before, after).changed).toBe(0);
  expect(compareInstances(after, new Map([["a", { x: 1, tags: { a: "b" } }]])).changed).toBe(1);
});
