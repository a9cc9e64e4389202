import { execFile, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { cpSync, existsSync, mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { killOrphans } from "../../rehearsal/runner/jobs/orphans.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
/** Maximum milliseconds for one run of quick tests. This detects a mutant that makes a loop endless. */
const LONGEST_RUN = 100_000;
/** Maximum milliseconds for bundle tests, which wait for programs. All of them together take some minutes. */
const LONGEST_WITH_BUNDLES = 20 * 60_000;
const JEST = [
  "--experimental-vm-modules",
  "--no-warnings",
  "node_modules/jest/bin/jest.js",
  // The folders of the sources are also roots, so that jest knows which tests import them.
  ...["test", "actions", "rehearsal", "scripts", "docker"].flatMap((name) => ["--roots", name]),
];

/** A private copy of the tree, in which mutants are tried one at a time. */
export interface Copy {
  directory: string;
  /** Returns the test files that import a source, directly or through other files. Paths start at the root. */
  relatedTests(source: string): Promise<string[]>;
  /**
   * Runs test files until one fails, and returns that file. `endless`: the run was stopped because it took too long.
   */
  firstFailing(tests: readonly string[]): Promise<string | undefined>;
  /** Bundles actions again, into `dist/` of the copy. */
  build(actions: readonly string[]): Promise<void>;
}

/**
 * Copies the current files that git tracks or would add. The copy shares node_modules, because nothing writes there.
 */
export async function copyTree(directory: string): Promise<Copy> {
  const { stdout } = await promisify(execFile)(
    "git",
    ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
    { cwd: ROOT, maxBuffer: 64 * 1024 * 1024 },
  );
  for (const name of stdout.split("\0").filter((one) => one !== "")) {
    const source = path.join(ROOT, name);
    if (existsSync(source)) cpSync(source, path.join(directory, name), { verbatimSymlinks: true });
  }
  symlinkSync(path.join(ROOT, "node_modules"), path.join(directory, "node_modules"));
  mkdirSync(path.join(directory, ".cache"));
  return {
    directory,
    relatedTests: (source) => relatedTests(directory, source),
    firstFailing: (tests) => firstFailing(directory, tests),
    build: async (actions) => {
      const { code, output } = await run(directory, [
        "--import",
        "tsx",
        "scripts/build.ts",
        ...actions,
      ]);
      if (code !== 0) throw new Error(`the bundles were not built: ${output}`);
    },
  };
}

async function relatedTests(directory: string, source: string): Promise<string[]> {
  const { output } = await run(directory, [...JEST, "--listTests", "--findRelatedTests", source]);
  return output
    .split("\n")
    .filter((line) => line.endsWith(".test.ts"))
    .map((line) => path.relative(directory, line));
}

async function firstFailing(
  directory: string,
  tests: readonly string[],
): Promise<string | undefined> {
  if (tests.length === 0) return undefined;
  const argv = [...JEST, "--silent", "--bail", "--runInBand"];
  argv.push(`--cacheDirectory=${directory}/.cache`, "--runTestsByPath", ...tests);
  const isLong = tests.some((name) => name.startsWith("test/bundle/"));
  const { code, output } = await run(directory, argv, isLong ? LONGEST_WITH_BUNDLES : LONGEST_RUN);
  if (code === 0) return undefined;
  if (code === undefined) return "endless";
  const failed = /^FAIL (\S+)/m.exec(output)?.[1];
  if (failed === undefined) throw new Error(`jest ended with ${code}:\n${output.slice(-2000)}`);
  return failed;
}

/**
 * Runs node in the copy, then kills every process that is left: a mutant can break the code that stops processes.
 * The code is undefined if node took too long and was stopped.
 */
async function run(
  directory: string,
  argv: readonly string[],
  longest = LONGEST_RUN,
): Promise<{ code: number | undefined; output: string }> {
  const trackingId = randomUUID();
  try {
    return await runGroup(directory, argv, longest, trackingId);
  } finally {
    await killOrphans({ trackingId, log: { line: () => undefined } });
  }
}

function runGroup(
  directory: string,
  argv: readonly string[],
  longest: number,
  trackingId: string,
): Promise<{ code: number | undefined; output: string }> {
  return new Promise((resolve, reject) => {
    // Its own process group, so that processes that a test starts end with it.
    const child = spawn(process.execPath, argv, {
      cwd: directory,
      // Also run the tests that `npm test` leaves to CI: one of them may detect the mutant.
      env: { ...process.env, EKS_PIPELINE_RARE_USES: "1", RUNNER_TRACKING_ID: trackingId },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    let output = "";
    let isEndless = false;
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
    const stop = () => {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    };
    const timer = setTimeout(() => {
      isEndless = true;
      stop();
    }, longest);
    process.once("exit", stop);
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(timer);
      process.off("exit", stop);
      resolve({ code: isEndless ? undefined : (code ?? 1), output });
    });
  });
}
