import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type {
  JobIdentity,
  JobResult,
  Repository,
  RunEvent,
  RunRequest,
  RunResult,
} from "../../../rehearsal/runner/request.ts";
import { runWorkflow } from "../../../rehearsal/runner/run.ts";
import { writeFiles } from "../write-files.ts";

export type Files = Record<string, string>;

const folders: string[] = [];

/** Makes a temporary folder. Call `removeFolders` in afterAll to remove it. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), "runner-")));
  folders.push(folder);
  return folder;
}

export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

export function repositoryOf(name: string, files: Files, sha = "a".repeat(40)): Repository {
  const directory = writeFiles(temporaryFolder(), files);
  return { name, directory, sha, ref: "refs/heads/main" };
}

export interface Observed {
  result: RunResult;
  events: RunEvent[];
  /** All log lines of all jobs. */
  lines: string[];
  identities: JobIdentity[];
  job: (id: string) => JobResult;
}

export const WORKFLOW = ".github/workflows/main.yml";

/** Runs `workflow` (or the file that the overrides name) in a small repository that contains `files`. */
export async function run(
  workflow: string,
  overrides: Partial<RunRequest> & { files?: Files } = {},
): Promise<Observed> {
  const { files, ...rest } = overrides;
  const events: RunEvent[] = [];
  const identities: JobIdentity[] = [];
  const repository =
    rest.repository ?? repositoryOf("example-org/fleet", { [WORKFLOW]: workflow, ...files });
  const result = await runWorkflow({
    repository,
    others: [],
    workflow: WORKFLOW,
    event: { name: "push", payload: { ref: "refs/heads/main" } },
    vars: {},
    actor: "octocat",
    runId: 42,
    runNumber: 7,
    runAttempt: 1,
    servers: {
      serverUrl: "https://github.com",
      apiUrl: "http://127.0.0.1:1",
      graphqlUrl: "http://127.0.0.1:1/graphql",
    },
    credentials: (identity) => {
      identities.push(identity);
      return Promise.resolve({
        token: "ghs_token",
        idToken: { url: "http://127.0.0.1:1/token?x=1", token: "request-token" },
      });
    },
    environment: { PATH: process.env["PATH"] ?? "", HOME: os.homedir() },
    directory: temporaryFolder(),
    node: process.execPath,
    ...rest,
    observe: (event) => {
      events.push(event);
      rest.observe?.(event);
    },
  });
  return {
    result,
    events,
    lines: events.flatMap((event) => (event.type === "log" ? event.text : [])),
    identities,
    job: (id) => {
      const found = result.jobs.find((job) => job.id === id);
      if (!found) throw new Error(`no job ${id} in ${result.jobs.map((job) => job.id).join(", ")}`);
      return found;
    },
  };
}

/** Runs one job, `a`, with these steps, on a push. */
export const runSteps = (
  steps: string,
  overrides: Partial<RunRequest> & { files?: Files } = {},
): Promise<Observed> =>
  run(
    `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n${steps.replaceAll(/^(?=.)/gm, "      ")}`,
    overrides,
  );

export const logOf = (job: JobResult): string => readFileSync(job.log, "utf8");
