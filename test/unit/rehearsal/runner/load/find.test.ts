import { mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { findWorkflow, workflowFiles } from "../../../../../rehearsal/runner/load/find.ts";
import { removeFolders, repositoryOf } from "../../../../support/workflows/run.ts";

afterAll(removeFolders);

const jobs = "jobs: { a: { runs-on: x, steps: [{ run: 'true' }] } }\n";
const { directory } = repositoryOf("example-org/fleet", {
  ".github/workflows/deploy.yml": `name: Deploy\non: [push, workflow_dispatch]\n${jobs}`,
  ".github/workflows/plan.yaml": `on: [pull_request, push]\n${jobs}`,
  ".github/workflows/nightly.yml": `on: issues\n${jobs}`,
});

it("neither a broken link nor a folder with the name of a workflow is a workflow", () => {
  const own = repositoryOf("a/links", { ".github/workflows/a.yml": `on: push\n${jobs}` });
  const folder = path.join(own.directory, ".github/workflows");
  symlinkSync("gone.yml", path.join(folder, "broken.yml"));
  mkdirSync(path.join(folder, "folder.yml"));
  expect(workflowFiles(own.directory)).toStrictEqual([".github/workflows/a.yml"]);
});

describe("findWorkflow", () => {
  it("finds the files that an event starts", () => {
    expect(findWorkflow(directory, "push")).toStrictEqual([
      { file: ".github/workflows/deploy.yml", name: "Deploy", dispatchInputs: [] },
      { file: ".github/workflows/plan.yaml", name: ".github/workflows/plan.yaml" },
    ]);
    expect(findWorkflow(directory, "issues")).toHaveLength(1);
  });

  it("says which inputs a workflow has for workflow_dispatch", () => {
    const inputs = "{ workflow_dispatch: { inputs: { from: { type: environment }, to: {} } } }";
    const own = repositoryOf("a/b", { ".github/workflows/promote.yml": `on: ${inputs}\n${jobs}` });
    expect(findWorkflow(own.directory, "workflow_dispatch")).toMatchObject([
      { dispatchInputs: ["from", "to"] },
    ]);
  });

  it("names the existing events if no workflow has the given one", () => {
    expect(() => findWorkflow(directory, "release")).toThrow(
      "no workflow in .github/workflows has the event 'release'; the events there are: issues, pull_request, push, workflow_dispatch",
    );
  });

  it("refuses a file that is not a workflow, and a repository without workflows", () => {
    const broken = repositoryOf("a/b", { ".github/workflows/x.yml": "on: push\njobs: 5\n" });
    expect(() => findWorkflow(broken.directory, "push")).toThrow(/x\.yml:2:7/);
    expect(() => findWorkflow(repositoryOf("a/b", { README: "" }).directory, "push")).toThrow(
      /no \.github\/workflows/,
    );
  });
});
