import { randomUUID } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { evaluateToken, text, texts, type Contexts, type Value } from "../expressions.ts";
import { unsupportedMachine } from "../load/machine.ts";
import { jobPermissions } from "../load/permissions.ts";
import { at, type JobDefinition } from "../load/workflow.ts";
import { Masks } from "../mask.ts";
import type { Credentials } from "../request.ts";
import { jobContext, jobIdentity, labelsIn, runnerContext, withLabels } from "./context.ts";
import { isFromFork, readOnly } from "./fork.ts";
import { JobLog } from "./log.ts";
import { matrixContext } from "./matrix.ts";
import {
  UNMASKED,
  secretsOf,
  varsOf,
  wantsDebug,
  withToken,
  type Instance,
  type Scope,
} from "./scope.ts";
import type { JobState } from "./state.ts";

const slug = (id: string): string => id.replace(/[^\w.-]+/g, "-").replace(/^-+|-+$/g, "");

interface Folders {
  checkout: string;
  temp: string;
  log: string;
}

function createFolders({ run }: Scope, id: string): Folders {
  const number = String(run.started).padStart(2, "0");
  const root = path.join(run.request.directory, `${number}-${slug(id)}`);
  rmSync(root, { recursive: true, force: true });
  const name = run.request.repository.name.split("/")[1] ?? "";
  const checkout = path.join(root, "work", name, name);
  const temp = path.join(root, "temp");
  mkdirSync(checkout, { recursive: true });
  mkdirSync(path.join(temp, "_github_workflow"), { recursive: true });
  return { checkout, temp, log: path.join(root, "log.txt") };
}

function defaultsOf(job: JobDefinition, scope: Scope, contexts: Contexts) {
  const find = (key: string): string | undefined => {
    const token =
      at(job.token, "defaults", "run", key) ?? at(scope.workflow.root, "defaults", "run", key);
    return token === undefined ? undefined : text(evaluateToken(token, contexts));
  };
  return { shell: find("shell"), directory: find("working-directory") };
}

function githubOf(scope: Scope, job: JobDefinition, folders: Folders, token: string) {
  const { run } = scope;
  const event = path.join(folders.temp, "_github_workflow", "event.json");
  writeFileSync(event, JSON.stringify(run.request.event.payload, undefined, 2));
  return { ...run.github, token, job: job.id, workspace: folders.checkout, event_path: event };
}

function maskSecrets(
  masks: Masks,
  secrets: Readonly<Record<string, string>>,
  credentials: Credentials,
): void {
  const tokens = [credentials.token, credentials.idToken?.token ?? ""];
  const values = Object.entries(secrets).flatMap(([name, value]) =>
    UNMASKED.includes(name) ? [] : value,
  );
  for (const secret of [...values, ...tokens]) if (secret !== "") masks.add(secret);
}

/** Issues the job's tokens. The OIDC token is only issued if the job has the permission. */
async function credentialsFor(
  scope: Scope,
  job: JobDefinition,
  id: string,
  checkRunId: number,
  environment: string | undefined,
): Promise<Credentials> {
  const { run, workflow } = scope;
  const written = jobPermissions(job, workflow, scope.ceiling);
  const permissions = isFromFork(run.request) ? readOnly(written) : written;
  const named = environment === undefined ? {} : { environment };
  const known = { id, permissions, checkRunId, ...named };
  const identity = jobIdentity(run.request, run.root, workflow, known);
  const { idToken, ...credentials } = await run.request.credentials(identity);
  return idToken && permissions["id-token"] === "write" ? { ...credentials, idToken } : credentials;
}

/** Returns the env of the workflow, overridden by the env of the job. */
function envOf(scope: Scope, job: JobDefinition, known: Contexts): Record<string, string> {
  const shared = texts(evaluateToken(scope.workflow.root.find("env"), known));
  return { ...shared, ...texts(evaluateToken(job.token.find("env"), { ...known, env: shared })) };
}

/** Returns the contexts that do not change while the job runs. */
function contextsFor(
  scope: Scope,
  instance: Instance,
  { temp, checkout }: Pick<Folders, "temp" | "checkout">,
  secrets: Readonly<Record<string, string>>,
  environment: string | undefined,
): Record<string, Value> {
  const { request } = scope.run;
  const tools = request.environment["RUNNER_TOOL_CACHE"] ?? path.join(request.directory, "tools");
  return {
    vars: varsOf(scope.run, environment),
    secrets: { ...secrets },
    matrix: matrixContext(instance.matrix),
    strategy: instance.strategy,
    needs: instance.needs,
    runner: {
      ...runnerContext(temp, tools, path.dirname(checkout)),
      ...(wantsDebug(scope.run) ? { debug: "1" } : {}),
    },
  };
}

/**
 * Creates the folders, credentials, masks and contexts of a job that is about to run.
 * @throws Error if the job needs a machine with another operating system
 */
export async function prepareJob(
  scope: Scope,
  job: JobDefinition,
  instance: Instance,
  id: string,
  environment: string | undefined,
): Promise<JobState> {
  const { run, workflow } = scope;
  const { request } = run;
  run.started += 1;
  const checkRunId = request.runId * 1000 + run.started;
  const { checkout, temp, log: file } = createFolders(scope, id);
  const credentials = await credentialsFor(scope, job, id, checkRunId, environment);
  const { token } = credentials;
  const secrets = { ...withToken(secretsOf(scope, environment), token), GITHUB_TOKEN: token };
  const masks = new Masks();
  maskSecrets(masks, secrets, credentials);
  const log = new JobLog(file, id, masks, (event) => request.observe?.(event));
  const contexts = contextsFor(scope, instance, { temp, checkout }, secrets, environment);
  const github = githubOf(scope, job, { checkout, temp, log: file }, token);
  const known: Contexts = { ...contexts, github, inputs: scope.inputs };
  const runsOn = evaluateToken(job.token.find("runs-on"), known);
  const refusal = unsupportedMachine(labelsIn(runsOn));
  if (refusal !== undefined) throw new Error(refusal);
  contexts["runner"] = withLabels(contexts["runner"] as Record<string, Value>, runsOn);
  const env = envOf(scope, job, known);
  return {
    request,
    timing: run.timing,
    workflow,
    log,
    masks,
    credentials,
    checkout,
    temp,
    env,
    contexts,
    github,
    job: jobContext(workflow, request, checkRunId),
    signal: instance.signal,
    defaults: defaultsOf(job, scope, { ...known, env }),
    paths: [],
    actions: new Map(),
    states: new Map(),
    trackingId: `github_${randomUUID()}`,
  };
}
