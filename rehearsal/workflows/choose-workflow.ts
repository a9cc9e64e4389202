import { createInterface } from "node:readline/promises";
import path from "node:path";
import {
  UnclearWorkflow,
  keyOf,
  requireWorkflow,
  type Remembered,
  type Trigger,
} from "./find-workflow.ts";
import type { FoundWorkflow } from "../runner/load/find.ts";
import { rememberWorkflow } from "../settings/remember.ts";

/** The terminal at which a person is asked. */
export interface Terminal {
  input: NodeJS.ReadableStream;
  output: NodeJS.WritableStream;
}

/** Returns the terminal of this process; undefined if nobody uses one, as in a pipe or in CI. */
export const terminalOf = ({ stdin, stdout, env }: NodeJS.Process): Terminal | undefined =>
  stdin.isTTY && stdout.isTTY && env["CI"] === undefined
    ? { input: stdin, output: stdout }
    : undefined;

interface Choice {
  /** The repository. */
  source: string;
  triggers: readonly Trigger[];
  /** The remembered choices in the settings. */
  remembered: Remembered;
  /** The file of the option --vars. */
  vars?: string | undefined;
}

/**
 * Asks which workflow to run if the choice is unclear, and writes the answers to the settings.
 * @returns all remembered choices
 * @throws UnclearWorkflow if nobody can be asked, or nobody answers; everything that `requireWorkflow` throws
 */
export async function chooseWorkflows(
  { source, triggers, remembered, vars }: Choice,
  terminal: Terminal | undefined,
): Promise<Remembered> {
  let known = remembered;
  for (const trigger of triggers)
    try {
      requireWorkflow(source, trigger.event, trigger.command, undefined, known);
    } catch (error) {
      if (!(error instanceof UnclearWorkflow) || terminal === undefined) throw error;
      const chosen = await ask(questionOf(trigger), error.candidates, terminal);
      if (chosen === undefined) throw error;
      const [key, file] = [keyOf(trigger), path.posix.basename(chosen.file)];
      known = { ...known, [key]: file };
      terminal.output.write(`note: ${rememberWorkflow(source, vars, { key, file })}\n\n`);
    }
  return known;
}

const questionOf = ({ event, command }: Trigger): string =>
  event === "workflow_dispatch"
    ? `No workflow is called ${command}.yml. These can be dispatched:`
    : `Several workflows run on ${event}:`;

/**
 * Asks until one of the workflows is chosen, by its number or its name.
 * @returns undefined if the terminal is closed, or Ctrl-C is pressed
 */
async function ask(
  question: string,
  candidates: readonly FoundWorkflow[],
  { input, output }: Terminal,
): Promise<FoundWorkflow | undefined> {
  const lines = createInterface({ input, output });
  const seen = { close: false };
  lines.once("close", () => (seen.close = true));
  // Without this, Ctrl-C would only pause the input.
  lines.on("SIGINT", () => lines.close());
  lines.setPrompt("Which one do you want to rehearse? Enter takes 1: ");
  const list = candidates.map(
    ({ file, name }, index) =>
      `  ${index + 1}  ${path.posix.basename(file)}${name === file ? "" : `  (${name})`}`,
  );
  output.write([question, ...list, ""].join("\n"));
  lines.prompt();
  try {
    for await (const answer of lines) {
      const chosen = candidateOf(answer.trim(), candidates);
      if (chosen !== undefined) return chosen;
      output.write(
        `"${answer.trim()}" is not one of them. Type a number from 1 to ${candidates.length}.\n`,
      );
      // Lines that were typed before the terminal was closed are still read. In Node 24, a prompt after that is an
      // error.
      if (!seen.close) lines.prompt();
    }
    output.write("\n");
    return undefined;
  } finally {
    lines.close();
  }
}

/** Returns the workflow of an answer: a number, a file name, or an empty answer for the first workflow. */
function candidateOf(
  answer: string,
  candidates: readonly FoundWorkflow[],
): FoundWorkflow | undefined {
  if (answer === "") return candidates[0];
  return (
    candidates.find((_, index) => String(index + 1) === answer) ??
    candidates.find(({ file }) => [file, path.posix.basename(file)].includes(answer))
  );
}
