import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import {
  callerToCopy,
  callersOf,
  pipelineAdvice,
} from "../../../../rehearsal/workflows/callers.ts";
import { ROOT } from "../../../../rehearsal/world/repositories.ts";
import { removeFolders, repositoryOf } from "../../../support/workflows/run.ts";

afterAll(removeFolders);

const call = (...workflows: string[]): string =>
  `on: push\njobs:\n${workflows.map((one, at) => `  j${at}:\n    uses: ${one}\n`).join("")}`;
const PIPELINE = "example-org/eks-pipeline/.github/workflows";

const { directory } = repositoryOf("o/callers", {
  ".github/workflows/release.yml": call(
    `${PIPELINE}/deploy.yml@v0.1.0`,
    `"${PIPELINE}/plan.yml@v1"`,
  ),
  ".github/workflows/images.yml": call(`${PIPELINE}/images.yml@v0.1.0 # v0.1.0`),
  ".github/workflows/local.yml": call("./.github/workflows/lint.yml"),
  ".github/workflows/lint.yml": "on: workflow_call\njobs: {}\n",
  ".github/workflows/broken.yml": "not: [a workflow",
});
const { directory: empty } = repositoryOf("o/none", {
  ".github/workflows/ci.yml": "on: push\njobs: {}\n",
});

test.each([
  ["deploy.yml", ["release.yml"]],
  ["plan.yml", ["release.yml"]],
  ["lint.yml", ["local.yml"]],
  // A workflow that calls the pipeline's workflow of the same name is not its own caller.
  ["images.yml", []],
  ["promote.yml", []],
])("%s is called by %j", (workflow, callers) => {
  expect(callersOf(directory, workflow)).toStrictEqual(callers);
});

test.each([
  ["deploy.yml", "Choose release.yml, which calls it."],
  [".github/workflows/plan.yml", "Choose release.yml, which calls it."],
  [
    "infrastructure",
    "no workflow of the repository calls it. Choose another caller: images.yml, local.yml (calls lint.yml), release.yml (calls deploy.yml, plan.yml). Or write a caller of infrastructure.yml: docs/parts.md of eks-pipeline explains each part, and .github/workflows/infrastructure.md has a caller to copy.",
  ],
])("%s is a workflow of the pipeline, so the advice names a caller", (chosen, says) => {
  expect(pipelineAdvice(directory, chosen)).toContain(says);
});

test("if the repository has no caller, the advice says how to write one", () => {
  expect(pipelineAdvice(empty, "infrastructure.yml")).toContain(
    "no workflow of the repository calls it. Write a caller of infrastructure.yml: docs/parts.md",
  );
});

test("a workflow that the pipeline does not have gets no advice", () => {
  expect(pipelineAdvice(directory, "nightly.yml")).toBeUndefined();
  // ci.yml is the pipeline's own check, which nobody can call.
  expect(pipelineAdvice(directory, "ci.yml")).toBeUndefined();
});

test.each(["deploy", "plan", "promote", "rollback"])(
  "the caller to copy for %s, its page and the workflow that it calls exist",
  (command) => {
    const advice = callerToCopy(command);
    const named = [...advice.matchAll(/[\w./-]+\.(?:yml|md)/g)].map(([file]) => file);
    expect(named).toHaveLength(3);
    const [caller = "", called = "", page = ""] = named;
    for (const file of [caller, `.github/workflows/${called}`, page])
      expect(existsSync(path.join(ROOT, file))).toBe(true);
    expect(readFileSync(path.join(ROOT, caller), "utf8")).toContain(`/${called}@`);
  },
);

test("rerun has no caller to copy", () => {
  expect(callerToCopy("rerun")).toBe("");
});
