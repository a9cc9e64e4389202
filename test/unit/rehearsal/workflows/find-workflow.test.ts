import { afterAll, describe, expect, test } from "@jest/globals";
import { UsageError } from "../../../../rehearsal/base/usage-error.ts";
import {
  UnclearWorkflow,
  chosenWorkflow,
  requireWorkflow,
  workflowFor,
} from "../../../../rehearsal/workflows/find-workflow.ts";
import { removeFolders, repositoryOf } from "../../../support/workflows/run.ts";

afterAll(removeFolders);

const jobs = "jobs: { a: { runs-on: x, steps: [{ run: 'true' }] } }\n";
const { directory } = repositoryOf("o/r", {
  ".github/workflows/infra.yml": `on: push\n${jobs}`,
  ".github/workflows/images.yaml": `on: { push: {}, workflow_dispatch: { inputs: { tag: {} } } }\n${jobs}`,
  ".github/workflows/called.yml": `on: workflow_call\n${jobs}`,
  ".github/workflows/tags.yml": `on: { push: { tags: [v*] } }\n${jobs}`,
  ".github/workflows/manual.yml": `on: workflow_dispatch\n${jobs}`,
});

describe("--workflow", () => {
  test.each([
    ["infra.yml", "infra.yml", "push"],
    ["images", "images.yaml", "push"],
    ["./.github/workflows/manual.yml", "manual.yml", "workflow_dispatch"],
  ])("%s means %s on %s", (chosen, file, event) => {
    expect(chosenWorkflow(directory, chosen)).toMatchObject({
      file: `.github/workflows/${file}`,
      event,
    });
  });

  test("decides if several workflows have the event", () => {
    expect(() => workflowFor(directory, "push", "deploy")).toThrow(
      "several workflows run on push: .github/workflows/images.yaml, .github/workflows/infra.yml. Choose one with --workflow, for example --workflow images.yaml.",
    );
    expect(workflowFor(directory, "push", "deploy", "infra").file).toBe(
      ".github/workflows/infra.yml",
    );
  });

  test.each([
    ["image.yaml", '"image.yaml" is not a workflow of the repository. Did you mean images.yaml?'],
    ["nothing", "Expected one of called.yml, images.yaml, infra.yml, manual.yml, tags.yml."],
    [
      "called.yml",
      "called.yml runs on workflow_call. A rehearsal can send push, workflow_dispatch, pull_request, merge_group. Choose a workflow with one of these events, such as one that calls this file.",
    ],
    [
      "kubernetes.yml",
      "It is a reusable workflow of the pipeline, and no workflow of the repository calls it.",
    ],
    ["tags.yml", "tags.yml runs on push, and its filters exclude main."],
  ])("%s is refused", (chosen, says) => {
    expect(() => chosenWorkflow(directory, chosen)).toThrow(UsageError);
    expect(() => chosenWorkflow(directory, chosen)).toThrow(says);
  });

  test("may be saved in the settings, but the option takes precedence", () => {
    const file = (...argv: Parameters<typeof workflowFor>) => workflowFor(...argv).file;
    const remembered = { push: "infra.yml", promote: "manual.yml" };
    expect(file(directory, "push", "deploy", undefined, [], remembered)).toMatch(/infra.yml$/);
    expect(file(directory, "push", "deploy", "images", [], remembered)).toMatch(/images.yaml$/);
    const dispatch = ["workflow_dispatch", "promote", undefined, [], remembered] as const;
    expect(file(directory, ...dispatch)).toMatch(/manual.yml$/);
    expect(() =>
      workflowFor(directory, "push", "deploy", undefined, [], { push: "manual.yml" }),
    ).toThrow(
      "workflows.push of the settings: .github/workflows/manual.yml does not run on push: it runs on workflow_dispatch.",
    );
    expect(() =>
      workflowFor(directory, "push", "deploy", undefined, [], { push: "gone.yml" }),
    ).toThrow('workflows.push of the settings: "gone.yml" is not a workflow of the repository.');
  });

  test("is required for a dispatch if no workflow has the command's name", () => {
    expect(() => workflowFor(directory, "workflow_dispatch", "promote")).toThrow(UnclearWorkflow);
    expect(() => workflowFor(directory, "push", "deploy")).toThrow(UnclearWorkflow);
  });

  test("is not proposed with a workflow that calls the pipeline for another command", () => {
    const call = (name: string) =>
      `on: workflow_dispatch\njobs: { a: { uses: acme/p/.github/workflows/${name}.yml@v1 } }\n`.replace(
        /\{ a: \{ (.*) \} \}/,
        "\n  a:\n    $1",
      );
    // The workflow that init writes.
    const one = { ".github/workflows/deploy.yml": call("deploy") };
    const deployed = repositoryOf("o/deployed", one).directory;
    const promote = (of: string) => () => workflowFor(of, "workflow_dispatch", "promote");
    expect(promote(deployed)).toThrow(
      /^promote: the repository has no workflow promote\.yml with the event workflow_dispatch\. Copy examples\/fleet\/\.github\/workflows\/promote\.yml of eks-pipeline, .* says what it needs\.$/,
    );
    expect(promote(deployed)).not.toThrow(UnclearWorkflow);
    const { directory: both } = repositoryOf("o/both", {
      ...one,
      ".github/workflows/release.yml": call("promote"),
      ".github/workflows/manual.yml": `on: workflow_dispatch\n${jobs}`,
    });
    expect(promote(both)).toThrow(UnclearWorkflow);
    expect(promote(both)).toThrow(
      /with --workflow: \.github\/workflows\/manual\.yml, \.github\/workflows\/release\.yml\.$/,
    );
  });

  test("leaves an unexpected error unchanged: a failure of the rehearsal, not a usage error", () => {
    const { directory: odd } = repositoryOf("o/odd", { ".github/workflows": "" });
    const find = () => workflowFor(odd, "push", "deploy");
    expect(find).toThrow(/ENOTDIR/);
    expect(find).not.toThrow(UsageError);
  });

  test("causes a usage error if the repository lacks a workflow", () => {
    const { directory: empty } = repositoryOf("o/empty", { "README.md": "" });
    for (const [where, event, says] of [
      [empty, "push", "the repository has no .github/workflows folder"],
      [directory, "release", "no workflow in .github/workflows has the event 'release'"],
    ] as const) {
      expect(() => workflowFor(where, event, "deploy")).toThrow(UsageError);
      expect(() => workflowFor(where, event, "deploy")).toThrow(says);
    }
  });

  test("is refused if the workflow does not have the command's event", () => {
    expect(() => workflowFor(directory, "pull_request", "plan", "manual")).toThrow(
      "manual.yml does not run on pull_request: it runs on workflow_dispatch.",
    );
  });
});

describe("filters of paths", () => {
  const { directory: mono } = repositoryOf("o/mono", {
    ".github/workflows/infra.yml": `on: { push: { paths: ["terraform/**"] } }\n${jobs}`,
    ".github/workflows/web.yml": `on: { push: { paths: ["web/**", "!**.md"] } }\n${jobs}`,
  });
  const chooseFor = (...files: string[]) =>
    workflowFor(mono, "push", "deploy", undefined, files).file;

  test("choose the workflow by the changed files", () => {
    expect(chooseFor("README.md", "web/src/main.ts")).toBe(".github/workflows/web.yml");
    expect(chooseFor("terraform/main.tf")).toBe(".github/workflows/infra.yml");
    expect(() => chooseFor("web/main.ts", "terraform/main.tf")).toThrow("several workflows");
  });

  test("refuse a change that starts no workflow, and name the changed files", () => {
    expect(() => chooseFor("web/README.md")).toThrow(
      "no workflow in .github/workflows runs on 'push' (branch main, changes web/README.md): the filters under on.push in infra.yml, web.yml exclude it",
    );
    const files = ["a", "b", "c", "d", "e"];
    expect(() => workflowFor(mono, "push", "deploy", "web", files)).toThrow(
      "but its filters exclude this event (branch main, changes a, b, c and 2 more). Choose another workflow",
    );
  });

  test("are ignored if the changed files are not known", () => {
    expect(() => requireWorkflow(mono, "push", "deploy")).not.toThrow();
    expect(() => requireWorkflow(mono, "push", "deploy", "web")).not.toThrow();
    expect(workflowFor(mono, "push", "deploy", "web").file).toBe(".github/workflows/web.yml");
    expect(() => requireWorkflow(directory, "push", "deploy")).toThrow("several workflows");
    expect(() => requireWorkflow(directory, "pull_request", "plan")).toThrow(UsageError);
  });
});
