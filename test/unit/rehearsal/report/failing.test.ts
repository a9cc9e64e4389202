import path from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { failingSections } from "../../../../rehearsal/report/failing.ts";
import type { JobResult } from "../../../../rehearsal/runner/request.ts";
import { removeFolders, temporaryFolder } from "../../../support/workflows/run.ts";
import { writeFiles } from "../../../support/write-files.ts";

afterAll(removeFolders);

const job = (change: Partial<JobResult>): JobResult => ({
  id: "dev / deploy",
  name: "deploy",
  result: "failure",
  ms: 1,
  outputs: {},
  annotations: [],
  summaries: [],
  log: "/nowhere",
  steps: [
    { name: "Check out", outcome: "success", conclusion: "success", ms: 1 },
    { name: "Deploy", outcome: "failure", conclusion: "failure", ms: 1 },
  ],
  ...change,
});

describe("the failing section", () => {
  test("starts at the first heading with a cross, in the last summary with such a heading", () => {
    const summaries = [
      "### ❌ earlier\n",
      "### review\n\nfine\n\n### dev: ❌ bad\n\ntext\n",
      "### fine\n",
    ];
    expect(failingSections([job({ summaries })])).toStrictEqual([
      { job: "dev / deploy", step: "Deploy", markdown: "### dev: ❌ bad\n\ntext\n" },
    ]);
  });

  test("leaves out a second heading about the same failure, but keeps what it adds", () => {
    const again =
      "### ❌ kube-deploy: crash-loop\n\nthe same. Nothing is rolled back: no release\n\n**Fix:** same\n";
    const [section] = failingSections([job({ summaries: [`### dev: ❌ bad\n\n${again}`] })]);
    expect(section?.markdown).toBe("### dev: ❌ bad\n\nNothing is rolled back: no release.\n");
  });

  test("is only this heading if the action wrote nothing else", () => {
    const [section] = failingSections([
      job({ summaries: ["### ❌ build-push-ecr: invalid-input\n\nx\n"] }),
    ]);
    expect(section?.markdown).toContain("build-push-ecr: invalid-input");
  });

  test("is the end of the log if the step has no summary", () => {
    const folder = temporaryFolder();
    const lines = [
      ...Array.from({ length: 30 }, (_, index) => `line ${index}`),
      "##[error]exit code 1",
      "after",
    ];
    writeFiles(folder, { "log.txt": lines.join("\n") });
    const [section] = failingSections([job({ log: path.join(folder, "log.txt") })]);
    expect(section?.markdown).toContain("line 29\nError: exit code 1\n");
    expect(section?.markdown).not.toMatch(/line 9\n|after/);
    expect(section?.ofLog).toBe(true);
  });

  test("is the output of a script, without the steps before it and the script itself", () => {
    const folder = temporaryFolder();
    const lines = [
      ...["##[group]Run echo before", "echo before", "##[endgroup]", "before"],
      ...["##[group]Run kubectl apply", "kubectl apply", "shell: bash", "##[endgroup]"],
      ...["##[group]A group of its own", "inside", "##[endgroup]", "##[error]exit code 1"],
    ];
    writeFiles(folder, { "log.txt": lines.join("\n") });
    const [section] = failingSections([job({ log: path.join(folder, "log.txt") })]);
    expect(section?.markdown.split("\n").slice(3, -2)).toStrictEqual([
      "$ kubectl apply",
      "##[group]A group of its own",
      "inside",
      "##[endgroup]",
      "Error: exit code 1",
    ]);
  });

  test("exists only for jobs that ran and failed", () => {
    expect(failingSections([job({ result: "success" }), job({ log: "" })])).toStrictEqual([]);
  });
});
