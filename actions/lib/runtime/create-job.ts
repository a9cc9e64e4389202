// This import comes before everything that sends requests.
import "./proxy-variables.ts";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as core from "@actions/core";
import { readContext } from "../github/context.ts";
import { parseEvent } from "../github/event.ts";
import type { EventPayload } from "../github/event.ts";
import { Redactor } from "../redact/redactor.ts";
import { childVariables } from "./child-variables.ts";
import { spellIgnored } from "./endpoint-variables.ts";
import { ActionError } from "./errors.ts";
import { fetchIdToken } from "./id-token.ts";
import type { Job, OutputValues } from "./job.ts";
import { createLog } from "./log.ts";
import { createSummary } from "./summary.ts";

/** The job of this process, and what the runtime itself needs from it. */
export interface CreatedJob {
  job: Job;
  /** Payload of the event; undefined = there is no readable event file. */
  payload: EventPayload | undefined;
  /** Every secret so far, for the post step. */
  secrets: Set<string>;
}

/**
 * Creates the job of this process.
 * @param words the words of the action's reports; a secret that consists of them is hidden only at places that are
 *   known to contain it
 * @param cancelled never aborted in a post step
 */
export function createJob(
  words: string,
  temporaryDirectory: string,
  cancelled: AbortSignal,
): CreatedJob {
  spellIgnored(process.env);
  const redactor = new Redactor(words);
  const log = createLog(redactor);
  const payload = readPayload();
  const secrets = new Set<string>();
  const mask = (secret: string) => {
    secrets.add(secret);
    for (const line of redactor.add(secret)) log.setSecret(line);
  };
  const job: Job = {
    log,
    redactor,
    context: readContext(process.env, payload),
    environment: { ...childVariables(process.env), ...commandFiles(temporaryDirectory) },
    checkout: process.env["GITHUB_WORKSPACE"] ?? process.cwd(),
    temporaryDirectory,
    summarize: createSummary(),
    setOutputs: writeOutputs,
    setVariable: (name, value) => core.exportVariable(name, value),
    mask,
    idToken: (audience) => idToken(audience, mask),
    cancelled,
  };
  return { job, payload, secrets };
}

function readPayload(): EventPayload | undefined {
  try {
    return parseEvent(readFileSync(process.env["GITHUB_EVENT_PATH"] ?? "", "utf8"));
  } catch {
    // In a container the file may be outside of the mounted folders: https://github.com/actions/runner/issues/1000
    return undefined;
  }
}

/**
 * Variables that name the runner's command files.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#environment-files
 */
const COMMAND_FILES = [
  "GITHUB_ENV",
  "GITHUB_OUTPUT",
  "GITHUB_PATH",
  "GITHUB_STATE",
  "GITHUB_STEP_SUMMARY",
];

/**
 * Returns files for child processes that replace the runner's command files. A provisioner must not set variables of
 * later steps, and the widely used wrapper of terraform writes the complete plan, including secrets, into an output.
 * Without any file, the wrapper would print the same on standard output, between the JSON that is read there.
 */
function commandFiles(temporaryDirectory: string): Record<string, string> {
  const folder = path.join(temporaryDirectory, "command-files");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return Object.fromEntries(
    COMMAND_FILES.map((name) => {
      const file = path.join(folder, name.toLowerCase());
      writeFileSync(file, "", { mode: 0o600 });
      return [name, file];
    }),
  );
}

async function idToken(audience: string, mask: (secret: string) => void): Promise<string> {
  if (process.env["ACTIONS_ID_TOKEN_REQUEST_URL"] === undefined)
    throw new ActionError({
      reason: "no-id-token",
      message: "role-arn is given, but this job may not ask GitHub for an OIDC token",
      fix: "add `id-token: write` to the permissions of the job, and to those of the job that calls the reusable workflow",
    });
  const token = await fetchIdToken(() => core.getIDToken(audience));
  mask(token);
  return token;
}

/**
 * Writes the outputs. Undefined ones are not set. Outputs are paths, counts, digests and names: a later step needs them
 * as they are. The action that sets an output leaves out everything that may contain a secret.
 */
function writeOutputs(outputs: OutputValues): void {
  for (const [name, value] of Object.entries(outputs))
    if (value !== undefined) core.setOutput(name, String(value));
}
