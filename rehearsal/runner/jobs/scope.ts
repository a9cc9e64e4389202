import type { Contexts, Value } from "../expressions.ts";
import type { Workflow } from "../load/workflow.ts";
import type {
  Approval,
  Conclusion,
  JobResult,
  Permissions,
  RunRequest,
  Timing,
} from "../request.ts";
import type { ConcurrencyGroup } from "./concurrency-group.ts";
import { isFromFork } from "./fork.ts";
import { matrixContext, type Combination } from "./matrix.ts";

/** The data that all jobs of one run share. */
export interface Run {
  request: RunRequest;
  timing: Timing;
  /** The workflow that the event started. */
  root: Workflow;
  /** The github context without the fields of a job. */
  github: Record<string, Value>;
  results: JobResult[];
  approvals: Approval[];
  createdEnvironments: string[];
  /** The concurrency groups, by their names in lower case. */
  groups: Map<string, ConcurrencyGroup>;
  /** Number of jobs that began. It numbers their folders and check runs. */
  started: number;
}

/** One workflow file in a run: the run's own workflow, or one that a job calls. */
export interface Scope {
  run: Run;
  workflow: Workflow;
  inputs: Readonly<Record<string, Value>>;
  secrets: Readonly<Record<string, string>>;
  /** The maximum permissions, from the calling job; undefined for the run's own workflow. */
  ceiling: Permissions | undefined;
  /** Ids and names of the calling jobs, outermost first. */
  ids: readonly string[];
  names: readonly string[];
  /** Concurrency groups that calling jobs hold. */
  held: readonly string[];
  signal: AbortSignal;
}

/** How a job ended, as `needs` and `jobs` show it. */
export interface JobOutcome {
  result: Conclusion;
  outputs: Readonly<Record<string, string>>;
}

/** One combination of a job's matrix, or the job itself if it has no matrix. */
export interface Instance {
  matrix: Combination;
  /** The part of the matrix that appears in the job's name. */
  named: Combination;
  strategy: Record<string, Value>;
  needs: Record<string, Value>;
  /** Aborts when the run is cancelled, or when another combination of the matrix fails. */
  signal: AbortSignal;
}

type ByEnvironment = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Returns what belongs to an environment. GitHub ignores the case of environment names. */
function ofEnvironment(
  all: ByEnvironment | undefined,
  environment: string | undefined,
): Readonly<Record<string, string>> | undefined {
  const wanted = environment?.toLowerCase();
  return Object.entries(all ?? {}).find(([name]) => name.toLowerCase() === wanted)?.[1];
}

/**
 * Returns the vars context. Variables of the environment take precedence: they come last, and expressions take the last
 * value of names that differ only in case.
 */
export const varsOf = ({ request }: Run, environment?: string): Record<string, Value> => ({
  ...request.vars,
  ...ofEnvironment(request.environmentVars, environment),
});

/** Returns the secrets context of a job. Secrets of its environment take precedence. A fork's run has no secrets. */
export function secretsOf(
  { run: { request }, secrets }: Scope,
  environment?: string,
): Readonly<Record<string, string>> {
  const own = ofEnvironment(request.environmentSecrets, environment);
  return own === undefined || isFromFork(request) ? secrets : { ...secrets, ...own };
}

const STEP_DEBUG = "ACTIONS_STEP_DEBUG";

/**
 * Settings of GitHub that are secrets by name only. Their values are not masked: every `true` would disappear.
 * https://github.com/actions/runner/blob/main/src/Runner.Worker/Worker.cs (SecretVariableMaskWhitelist)
 */
export const UNMASKED: readonly string[] = [STEP_DEBUG, "ACTIONS_RUNNER_DEBUG"];

/**
 * Returns whether the repository asks for debug messages, by a secret or a variable. The secret takes precedence. An
 * `env` of the workflow has no effect.
 * https://docs.github.com/en/actions/how-tos/monitor-workflows/enable-debug-logging
 */
export const wantsDebug = ({ request }: Run): boolean =>
  (request.secrets?.[STEP_DEBUG] ?? request.vars[STEP_DEBUG])?.toLowerCase() === "true";

/**
 * Stands for the token of the job in secrets that a workflow passes on before the job exists. It does not occur in any
 * other text.
 */
const TOKEN = "\0GITHUB_TOKEN\0";

/**
 * Returns the secrets of a calling job. GITHUB_TOKEN can be passed on under another name; github.token cannot: it is
 * empty there.
 */
export const passableSecrets = ({ secrets }: Scope): Record<string, string> => ({
  ...secrets,
  GITHUB_TOKEN: TOKEN,
});

/** Returns secrets with the token of the job in the places that stand for it. */
export const withToken = (
  secrets: Readonly<Record<string, string>>,
  token: string,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(secrets).map(([name, value]) => [name, value.replaceAll(TOKEN, () => token)]),
  );

/** Returns the contexts for a job's keys other than `steps:`: its name, environment, concurrency, `with`. */
export const jobContexts = (scope: Scope, instance: Partial<Instance>): Contexts => ({
  github: scope.run.github,
  inputs: scope.inputs,
  vars: varsOf(scope.run),
  ...(instance.needs ? { needs: instance.needs } : {}),
  ...(instance.strategy ? { strategy: instance.strategy } : {}),
  ...(instance.matrix ? { matrix: matrixContext(instance.matrix) } : {}),
});
