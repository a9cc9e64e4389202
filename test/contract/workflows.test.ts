// Rules for every workflow of this repository and of its example. languageservice.test.ts has GitHub's own checks.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";

const ROOT = path.resolve(import.meta.dirname, "../..");
const PIPELINE = "example-org/eks-pipeline/";

interface Interface {
  inputs?: Record<
    string,
    { description?: string; type?: string; required?: boolean; default?: unknown }
  >;
  outputs?: Record<string, { description?: string }>;
}
interface Step {
  id?: string;
  name?: string;
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}
interface WorkflowJob extends Step {
  permissions?: Record<string, string>;
  "timeout-minutes"?: number;
  concurrency?: { group: string; "cancel-in-progress": boolean; queue?: string };
  steps?: Step[];
}
interface Workflow {
  on: Record<string, Interface | null>;
  permissions?: unknown;
  jobs: Record<string, WorkflowJob>;
}

const folders = [".github/workflows"].concat(
  ["fleet", "helm", "kubectl"].map((example) => `examples/${example}/.github/workflows`),
);
const files = folders.flatMap((folder) =>
  readdirSync(path.join(ROOT, folder))
    .filter((name) => name.endsWith(".yml"))
    .map((name) => `${folder}/${name}`),
);
const text = (file: string) => readFileSync(path.join(ROOT, file), "utf8");

/** Reads action.yml of an action of this repository. */
const ownAction = (uses: string): Interface =>
  parse(text(`${uses.replace(/^\$\//, "")}/action.yml`)) as Interface;

describe.each(files)("%s", (file) => {
  const content = text(file);
  const workflow = parse(content) as Workflow;
  const jobs = Object.entries(workflow.jobs);
  const steps = jobs.flatMap(([, job]) => job.steps ?? []);

  test("H-E 58: grants nothing at the top; each job says what it needs, and why", () => {
    expect(workflow.permissions).toStrictEqual({});
    for (const [id, job] of jobs)
      expect([id, job.permissions]).toStrictEqual([id, expect.any(Object)]);
    for (const line of content
      .split("\n")
      .filter((one) => /^ {6}[a-z-]+: (read|write)\b/.test(one)))
      expect(line).toMatch(/# \w+/);
  });

  test("every job of its own has a time limit and a runner image with a version", () => {
    for (const [id, job] of jobs.filter(([, one]) => one.steps !== undefined))
      expect([id, job["timeout-minutes"]]).toStrictEqual([id, expect.any(Number)]);
    expect(content).not.toContain("-latest");
  });

  test("H-E 57: other people's actions are pinned by commit with their version beside it", () => {
    const lines = content.split("\n").filter((line) => /\buses: /.test(line));
    for (const line of lines) {
      const uses = /uses: (\S+)/.exec(line)?.[1] ?? "";
      if (uses.startsWith("$/") || uses.startsWith(PIPELINE)) continue;
      expect(line).toMatch(/uses: [\w-]+\/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
  });

  test("an artifact replaces that of an earlier attempt, which has the same name", () => {
    for (const { uses = "", with: given } of steps)
      if (uses.startsWith("actions/upload-artifact@"))
        expect([given?.["name"], given?.["overwrite"]]).toStrictEqual([given?.["name"], true]);
  });

  test("a pattern takes no artifact of an environment whose name begins with that of another one", () => {
    for (const { uses = "", with: given } of steps)
      if (uses.startsWith("actions/download-artifact@") && given?.["pattern"] !== undefined)
        expect(given["pattern"]).toMatch(/\$\{\{ inputs\.environment \}\}_\*$/);
  });

  test("H-E 56: no expression inside a script", () => {
    for (const step of steps) expect(step.run ?? "").not.toContain("${{");
  });

  test("H-E 59: no trigger that runs foreign code with secrets", () => {
    for (const event of ["pull_request_target", "workflow_run", "issue_comment"])
      expect(Object.keys(workflow.on)).not.toContain(event);
    expect(content).not.toContain("secrets: inherit");
  });

  test("H-E 61: a checkout leaves no credentials behind", () => {
    for (const step of steps.filter(({ uses }) => uses?.startsWith("actions/checkout@") === true))
      expect(step.with?.["persist-credentials"]).toBe(false);
  });

  test("H-E 15: who applies waits in line and is never cancelled by the next", () => {
    for (const [, { concurrency }] of jobs.filter(([, job]) => job.concurrency !== undefined))
      expect(concurrency).toMatchObject({ "cancel-in-progress": false, queue: "max" });
  });

  test("gives our actions inputs that they have, and all that they require", () => {
    for (const step of steps.filter(({ uses }) => uses?.startsWith("$/") === true)) {
      const { inputs = {} } = ownAction(step.uses ?? "");
      const given = Object.keys(step.with ?? {});
      const required = Object.keys(inputs).filter((name) => inputs[name]?.required === true);
      expect([step.uses, given.filter((name) => !(name in inputs))]).toStrictEqual([step.uses, []]);
      expect([step.uses, required.filter((name) => !given.includes(name))]).toStrictEqual([
        step.uses,
        [],
      ]);
    }
  });

  test("reads only outputs that our actions set", () => {
    for (const [, job] of jobs)
      for (const [, id = "", output = ""] of JSON.stringify(job).matchAll(
        /steps\.([\w-]+)\.outputs\.([\w-]+)/g,
      )) {
        const step = job.steps?.find((one) => one.id === id);
        if (step?.uses?.startsWith("$/") === true)
          expect(Object.keys(ownAction(step.uses).outputs ?? {})).toContain(output);
        else expect(step).toBeDefined();
      }
  });

  test("as a reusable workflow: everything typed, described, and documented beside it", () => {
    const call = workflow.on["workflow_call"];
    if (call === undefined || call === null) return;
    for (const [name, input] of Object.entries(call.inputs ?? {})) {
      expect([name, input]).toStrictEqual([
        name,
        expect.objectContaining({
          description: expect.any(String) as unknown,
          type: expect.any(String) as unknown,
        }),
      ]);
      expect([name, input.required === true]).toStrictEqual([name, input.default === undefined]);
    }
    for (const output of Object.values(call.outputs ?? {}))
      expect(output.description).toMatch(/\S/);
    expect(existsSync(path.join(ROOT, file.replace(/\.yml$/, ".md")))).toBe(true);
  });

  test("calls our reusable workflows with inputs that they have, and all that they require", () => {
    for (const [, job] of jobs.filter(([, one]) => one.uses?.startsWith(PIPELINE) === true)) {
      const called = (job.uses ?? "").slice(PIPELINE.length).replace(/@.*$/, "");
      const { inputs = {} } = (parse(text(called)) as Workflow).on["workflow_call"] ?? {};
      const given = Object.keys(job.with ?? {});
      expect(given.filter((name) => !(name in inputs))).toStrictEqual([]);
      expect(
        Object.keys(inputs).filter(
          (name) => inputs[name]?.required === true && !given.includes(name),
        ),
      ).toStrictEqual([]);
    }
  });
});

test("ci.yml: the gate waits for every other job, and fails unless all of them succeeded", () => {
  const { jobs } = parse(text(".github/workflows/ci.yml")) as {
    jobs: Record<string, { needs?: string[]; if?: string }>;
  };
  const { gate, ...others } = jobs;
  expect([...(gate?.needs ?? [])].sort()).toStrictEqual(Object.keys(others).sort());
  // Without always(), a failed job would skip the gate, and GitHub counts a skipped check as passed.
  expect(gate?.if).toBe("${{ always() }}");
});
