import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, describe, expect, test } from "@jest/globals";
import { chooseWorkflows, terminalOf } from "../../../../rehearsal/workflows/choose-workflow.ts";
import { UnclearWorkflow } from "../../../../rehearsal/workflows/find-workflow.ts";
import { removeFolders, repositoryOf } from "../../../support/workflows/run.ts";

afterAll(removeFolders);

const jobs = "jobs: { a: { runs-on: x, steps: [{ run: 'true' }] } }\n";
const PUSH = { event: "push", command: "deploy" };

const repository = (): string =>
  repositoryOf("o/r", {
    ".github/workflows/images.yaml": `name: Build the images\non: push\n${jobs}`,
    ".github/workflows/infra.yml": `on: push\n${jobs}`,
    ".github/workflows/manual.yml": `on: workflow_dispatch\n${jobs}`,
  }).directory;

/** Asks a person who types these lines, and then closes the terminal. */
async function choose(
  lines: string,
  { source = repository(), triggers = [PUSH], remembered = {} } = {},
) {
  const [input, output] = [new PassThrough(), new PassThrough()];
  input.end(lines);
  const choosing = chooseWorkflows({ source, triggers, remembered }, { input, output });
  const chosen = await choosing.catch((error: unknown) => error);
  const settings = path.join(source, ".github/rehearsal.yml");
  return {
    source,
    chosen,
    text: String(output.read() ?? ""),
    settings: existsSync(settings) ? readFileSync(settings, "utf8") : undefined,
  };
}

describe("if several workflows run on an event, a person at a terminal", () => {
  test.each([
    ["presses Enter", "\n", "images.yaml"],
    ["types a number", "2\n", "infra.yml"],
    ["types a name", "infra.yml\n", "infra.yml"],
    ["corrects a mistake", "3\n\u0020 2\n", "infra.yml"],
  ])("%s", async (_, typed, file) => {
    const { chosen, text, settings } = await choose(typed);
    expect(chosen).toStrictEqual({ push: file });
    expect(text).toContain(
      "Several workflows run on push:\n  1  images.yaml  (Build the images)\n  2  infra.yml\nWhich one do you want to rehearse? Enter takes 1: ",
    );
    expect(text).toContain(
      `note: .github/rehearsal.yml saves the choice as workflows.push: ${file}; --workflow chooses another workflow for one rehearsal\n`,
    );
    expect(settings).toContain(`\nworkflows:\n  push: ${file}\n`);
  });

  test("is told what to type after a mistake", async () => {
    const { text } = await choose("7\n1\n");
    expect(text).toContain('"7" is not one of them. Type a number from 1 to 2.');
  });

  test("gets the message that lists the workflows if no choice is made, and nothing is written", async () => {
    for (const typed of ["", "9\n"]) {
      const { chosen, settings } = await choose(typed);
      expect(chosen).toBeInstanceOf(UnclearWorkflow);
      expect(String(chosen)).toContain("Choose one with --workflow, for example");
      expect(settings).toBeUndefined();
    }
  });

  test("is asked for a dispatch too, but never for an event of which the settings have the choice", async () => {
    const triggers = [PUSH, { event: "workflow_dispatch", command: "promote" }];
    const { chosen, text } = await choose("1\n", { triggers, remembered: { push: "infra.yml" } });
    expect(chosen).toStrictEqual({ push: "infra.yml", promote: "manual.yml" });
    expect(text).toContain("No workflow is called promote.yml. These can be dispatched:");
    expect(text).not.toContain("Several workflows");
  });
});

test("without a terminal, the message lists the workflows", async () => {
  const given = { source: repository(), triggers: [PUSH], remembered: {} };
  await expect(chooseWorkflows(given, undefined)).rejects.toThrow(
    "several workflows run on push: .github/workflows/images.yaml, .github/workflows/infra.yml.",
  );
});

test.each([
  [true, true, {}, true],
  [false, true, {}, false],
  [true, false, {}, false],
  [true, true, { CI: "true" }, false],
])("with input %s, output %s and %j, a person is asked: %s", (input, output, env, isThere) => {
  const process = { stdin: { isTTY: input }, stdout: { isTTY: output }, env };
  expect(terminalOf(process as unknown as NodeJS.Process) !== undefined).toBe(isThere);
});
