// Runs GitHub's own language service on every workflow and action file: it reports what the editor and github.com would
// report.
import { registerLogger, validate } from "@actions/languageservice";
import { clearCache } from "@actions/languageservice/utils/workflow-cache";
import type { FileReference } from "@actions/workflow-parser/workflows/file-reference";
import { describe, expect, test } from "@jest/globals";
import { TextDocument } from "vscode-languageserver-textdocument";
import { actionFiles, textOf, workflowFiles } from "../support/workflows/files.ts";

const PIPELINE = "example-org/eks-pipeline";

/** Finds the actions behind `$/` and called workflows. The example calls the workflows of this repository. */
const fileProvider = {
  getFileContent(reference: FileReference) {
    if ("owner" in reference && `${reference.owner}/${reference.repository}` !== PIPELINE)
      return Promise.reject(new Error(`${reference.path} is in a repository that is not here`));
    const name = reference.path.replace(/^(\.|\$)\//, "");
    return Promise.resolve({ name, content: textOf(name) });
  },
};

/** Failures of the language service itself: it writes them to its log, and answers that it found nothing. */
const failures: string[] = [];
registerLogger({
  error: (message) => failures.push(message),
  warn: (message) => failures.push(message),
  info: () => undefined,
  log: () => undefined,
});

/** Returns `line: message` of every finding, of any severity. */
async function findings(file: string, content: string): Promise<string[]> {
  // The language service caches parsed documents by name, even if the text has changed.
  clearCache();
  const document = TextDocument.create(`file:///repository/${file}`, "yaml", 1, content);
  const found = await validate(document, { fileProvider });
  const lines = found.map(
    ({ range, message }) => `${range.start.line + 1}: ${JSON.stringify(message)}`,
  );
  return [...lines, ...failures.splice(0)];
}

test.each([...workflowFiles(), ...actionFiles()])("%s: zero findings", async (file) => {
  expect(await findings(file, textOf(file))).toStrictEqual([]);
});

describe("the judge sees mistakes in", () => {
  const PLAN = ".github/workflows/plan.yml";
  const CALLER = "examples/fleet/.github/workflows/plan.yml";
  const ACTION = "actions/kube-deploy/action.yml";

  test.each([
    {
      what: "the inputs of our actions",
      file: PLAN,
      from: "          command: plan",
      to: "          comand: plan",
      says: /Invalid action input 'comand'/,
    },
    {
      what: "inputs of a called workflow",
      file: CALLER,
      from: "plan.yml@v0.1.0",
      to: "plan.yml@v0.1.0\n    with:\n      environnement: dev",
      says: /environnement/,
    },
    {
      what: "the names of steps",
      file: PLAN,
      from: "steps.plan.outputs.summary-path",
      to: "steps.plam.outputs.summary-path",
      says: /plam/,
    },
    {
      what: "action files",
      file: ACTION,
      from: "runs:",
      to: "run:",
      says: /Unexpected value 'run'/,
    },
  ])("$what", async ({ file, from, to, says }) => {
    const content = textOf(file);
    expect(content).toContain(from);
    expect((await findings(file, content.replace(from, to))).join("\n")).toMatch(says);
  });
});
