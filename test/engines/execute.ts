import { spawn } from "node:child_process";
import { EngineProblem, type Log } from "./engine.ts";
import { guard, signalGroup } from "./guard.ts";

export interface ExecuteOptions {
  cwd?: string;
  /** Added to this process's environment. */
  env?: Readonly<Record<string, string>>;
  /** Gets every line of standard error while the program runs. */
  log?: Log;
  /** Milliseconds after which the program is stopped and counts as failed. Default: one hour. */
  timeoutMs?: number;
  input?: string;
}

/**
 * Milliseconds. Two busy cores need half an hour to compile Kubernetes. If you have less time, stop the complete
 * survey.
 */
const LONGEST_BUILD = 3_600_000;

/**
 * Runs a program to its end and returns its standard output.
 * @throws EngineProblem with the last lines of its output if it fails, does not exist or takes too long
 */
export async function execute(
  program: string,
  argv: readonly string[],
  options: ExecuteOptions = {},
): Promise<string> {
  const child = spawn(program, argv, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ["pipe", "pipe", "pipe"],
    // Its own process group, so that stopping it also stops the compilers and installers that it started.
    detached: true,
  });
  const release = child.pid === undefined ? () => undefined : guard(child.pid);
  const output: string[] = [];
  const errors: string[] = [];
  child.stdout.setEncoding("utf8").on("data", (text: string) => output.push(text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors.push(text);
    for (const line of text.split("\n")) if (line.trim() !== "") options.log?.(line.trim());
  });
  // If the program ends without reading its input, that is not an error.
  child.stdin.on("error", () => undefined).end(options.input ?? "");
  const expired = AbortSignal.timeout(options.timeoutMs ?? LONGEST_BUILD);
  const end = (): void => {
    if (child.pid !== undefined) signalGroup(child.pid, "SIGKILL");
  };
  expired.addEventListener("abort", end);
  try {
    const code = await ended(child);
    if (code === 0) return output.join("");
    const why = expired.aborted ? "took too long" : `ended with ${code}`;
    throw new EngineProblem(
      `${program} ${argv.slice(0, 3).join(" ")} ${why}: ${causeIn(errors.join("") || output.join(""))}`,
    );
  } finally {
    expired.removeEventListener("abort", end);
    release();
  }
}

function ended(child: ReturnType<typeof spawn>): Promise<number | string> {
  return new Promise((resolve, reject) => {
    child.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        error.code === "ENOENT"
          ? new EngineProblem(`${child.spawnfile} is not on this machine`)
          : error,
      ),
    );
    child.once("close", (code, signal) => resolve(code ?? signal ?? "unknown"));
  });
}

/** Returns the lines of a log that say why something failed, as one line of at most 300 characters. */
export function causeIn(text: string): string {
  const lines = text
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const telling = lines.filter((line) =>
    /\b(error|fatal|failed|failure|panic|refused|denied|cannot|unable|in use|no such)\b|^[EF]\d{4}/i.test(
      line,
    ),
  );
  const chosen = (telling.length > 0 ? telling : lines).slice(-2).join(" | ");
  return chosen.length > 300 ? `…${chosen.slice(-299)}` : chosen || "it printed nothing";
}
