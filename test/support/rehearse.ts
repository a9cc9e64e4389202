import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "@jest/globals";
import { requestShapes } from "../../rehearsal/report/requests.ts";
import type { Report } from "../../rehearsal/report/result.ts";
import { NODE_OF_ACTIONS } from "./node-of-actions.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const REQUESTS = path.join(ROOT, "test/golden/requests");

export interface Rehearsed {
  exitCode: number | null;
  /** Standard output and standard error, in the order in which they were written. */
  text: string;
  /** The file that `--json` wrote; undefined if the command line or the workflow was refused. */
  result: Report | undefined;
  /** The text that `--requests` wrote. */
  requests: string;
}

export interface RehearseOptions {
  /** Interrupts the rehearsal, as Ctrl-C does, when this text appears in its output. */
  interruptAt?: string;
  env?: Readonly<Record<string, string>>;
  /** What `npm run rehearse` runs instead of the bundle. */
  program?: keyof typeof PROGRAMS;
}

/** The default is the bundle: users of the package run it, and it starts six times as fast as the sources. */
const PROGRAMS = {
  bundle: ["dist/rehearse/index.js", "--repo", "examples/fleet"],
  sources: ["--import", "tsx", "rehearsal/cli.ts"],
};

/**
 * Runs the rehearsal in its own process. It rehearses `examples/fleet` unless the arguments name another repository.
 */
export async function rehearse(
  argv: readonly string[],
  { interruptAt, env, program = "bundle" }: RehearseOptions = {},
): Promise<Rehearsed> {
  const folder = mkdtempSync(path.join(tmpdir(), "eks-pipeline-result-"));
  const files = { json: path.join(folder, "result.json"), requests: path.join(folder, "requests") };
  const child = spawn(
    NODE_OF_ACTIONS,
    // The options of the test come last: if an option occurs twice, the last one counts.
    PROGRAMS[program].concat("--json", files.json, "--requests", files.requests, argv),
    // Messages stay on one line, unless a test is about how they are wrapped.
    {
      cwd: ROOT,
      env: { ...process.env, COLUMNS: "10000", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let text = "";
  let interrupted = false;
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
      if (interruptAt === undefined || interrupted || !text.includes(interruptAt)) return;
      interrupted = true;
      child.kill("SIGINT");
    });
  const exitCode = await new Promise<number | null>((resolve) => child.once("close", resolve));
  const [json, requests] = [read(files.json), read(files.requests)];
  rmSync(folder, { recursive: true });
  return {
    exitCode,
    text,
    requests,
    result: json === "" ? undefined : (JSON.parse(json) as Report),
  };
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/**
 * Returns the request shapes of services' logs, as `--requests` writes them. A service that is left out got no
 * requests.
 */
export const shapesOf = (logs: Partial<Parameters<typeof requestShapes>[0]>): string =>
  requestShapes({ github: [], aws: [], registry: [], kubernetes: [], ...logs })
    .map((shape) => `${shape}\n`)
    .join("");

/** Compares the request shapes of a use with the recorded ones. UPDATE_GOLDENS=1 records them again. */
export function expectRequests(use: string, requests: string): void {
  const file = path.join(REQUESTS, `${use}.txt`);
  if (process.env["UPDATE_GOLDENS"] === "1") {
    mkdirSync(REQUESTS, { recursive: true });
    writeFileSync(file, requests);
  }
  expect(requests.split("\n")).toStrictEqual(read(file).split("\n"));
}
