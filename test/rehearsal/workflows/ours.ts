import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { RunRequest } from "../../../rehearsal/runner/request.ts";
import { runWorkflow } from "../../../rehearsal/runner/run.ts";
import type { Side } from "../service.ts";
import { logged, observationsIn, type Observation, type WorkflowEngine } from "./client.ts";
import { EVENT, INPUTS, SECRETS, VARIABLES, WORKFLOW, eventOf } from "./work-tree.ts";
import { writeFiles } from "../../support/write-files.ts";

/** An address where nothing listens: no workflow of the corpus sends requests to GitHub. */
const NOBODY = "http://127.0.0.1:1";

function requestFor(
  directory: string,
  name: ReturnType<typeof eventOf>,
  lines: string[],
): RunRequest {
  const ref = "refs/heads/main";
  return {
    repository: {
      name: "example-org/fleet",
      directory: path.join(directory, "tree"),
      sha: SHA,
      ref,
    },
    others: [],
    workflow: WORKFLOW,
    event: {
      name,
      payload: name === "push" ? EVENT : { ref, inputs: INPUTS },
    },
    ...(name === "push" ? {} : { inputs: INPUTS }),
    vars: VARIABLES,
    secrets: SECRETS,
    actor: "octocat",
    runId: 1,
    runNumber: 1,
    runAttempt: 1,
    servers: {
      serverUrl: "https://github.com",
      apiUrl: NOBODY,
      graphqlUrl: NOBODY,
    },
    credentials: () => Promise.resolve({ token: "a-token" }),
    environment: {
      PATH: process.env["PATH"] ?? "",
      HOME: path.join(directory, "home"),
      OBSERVED: path.join(directory, "observed"),
    },
    directory: path.join(directory, "runs"),
    node: process.execPath,
    observe: (event) => {
      if (event.type === "log") lines.push(event.text);
    },
  };
}

const SHA = "a".repeat(40);

async function run(files: Readonly<Record<string, string>>): Promise<Observation> {
  const directory = mkdtempSync(path.join(tmpdir(), "workflow-"));
  try {
    writeFiles(path.join(directory, "tree"), files);
    const lines: string[] = [];
    const { ok } = await runWorkflow(requestFor(directory, eventOf(files), lines));
    const file = path.join(directory, "observed");
    const observed = existsSync(file) ? observationsIn(readFileSync(file, "utf8")) : [];
    return { ok, observed, log: logged(lines) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Starts the rehearsal's runner. */
export const ours = (): Promise<Side<WorkflowEngine>> =>
  Promise.resolve({ client: { run }, stop: () => Promise.resolve() });
