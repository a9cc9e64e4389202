import { fork, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { UsageError } from "../base/usage-error.ts";
import type { RealPart } from "./parts.ts";
import type { Outcome } from "./protocol.ts";

/** The engines' own code is not part of the rehearsal. It runs in separate processes. */
export const ENGINES = path.resolve(import.meta.dirname, "../../test/engines");

interface ProgramOptions<Question> {
  /** The part, for messages. */
  part: RealPart;
  /** Path of the program, a TypeScript file. */
  file: string;
  /** Passed as the program's first argument, as JSON. */
  given: unknown;
  /** Answers the program's questions while it runs. The answer is sent unchanged. */
  answer?: (question: Question) => Promise<object>;
}

/** A program that is ready. */
interface Program<Ready> {
  ready: Ready;
  /** Ends the program, and waits until it has ended. @throws the error that occurred while a question was answered */
  close: () => Promise<void>;
}

/**
 * Starts a program that runs an engine, and waits until it is ready. The program ends when the channel to it is closed.
 * @throws UsageError if the engine is not on this machine, or does not start
 */
export async function startProgram<Ready, Question extends object = never>(
  options: ProgramOptions<Question>,
): Promise<Program<Ready>> {
  const { part, file, given } = options;
  requireCheckout(part, file);
  const program = fork(file, [JSON.stringify(given)], { execArgv: typeScriptOptions() });
  const ended = new Promise<void>((resolve) => program.once("exit", () => resolve()));
  const problems: unknown[] = [];
  const end = async (): Promise<void> => {
    if (program.connected) program.disconnect();
    await ended;
  };
  try {
    const report = (problem: unknown): void => void problems.push(problem);
    const ready = await waitUntilReady<Ready, Question>(program, options, report);
    const close = async (): Promise<void> => {
      await end();
      if (problems.length > 0) throw problems[0];
    };
    return { ready, close };
  } catch (error) {
    await end();
    throw error;
  }
}

/**
 * Waits until the program is ready, and answers its questions from now on.
 * @throws UsageError with the program's problem
 */
function waitUntilReady<Ready, Question extends object>(
  program: ChildProcess,
  { part, answer }: ProgramOptions<Question>,
  report: (problem: unknown) => void,
): Promise<Ready> {
  return new Promise((resolve, reject) => {
    const refuse = (why: string) => reject(new UsageError(`--real ${part}: ${why}`));
    program.on("message", (message: Outcome<Ready> | Question) => {
      if ("ready" in message) resolve(message.ready);
      else if ("problem" in message) refuse(message.problem);
      else
        answer?.(message)
          .then((text) => {
            if (program.connected) program.send(text);
          })
          .catch(report);
    });
    program.once("error", (error) => refuse(error.message));
    program.once("exit", (code) => refuse(`the engine's program ended with exit code ${code}`));
  });
}

/** @throws UsageError if this is the package, which has no engines */
export function requireCheckout(part: RealPart, file: string): void {
  if (existsSync(file)) return;
  throw new UsageError(
    `--real ${part}: the installed package does not contain the engines. Clone the repository of eks-pipeline, run "npm ci" and "npm run engines -- --only ${part}" there, and start the rehearsal from it.`,
  );
}

/** Returns the options with which every Node version runs a TypeScript file with enums and parameter properties. */
export function typeScriptOptions(): string[] {
  const tsx = createRequire(import.meta.url).resolve("tsx");
  return ["--import", pathToFileURL(tsx).href];
}
