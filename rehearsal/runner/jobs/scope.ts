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

/** Returns the vars context. Variables of the environment take precedence. */
export const varsOf = ({ request }: Run, environment?: string): Record<string, Value> => ({
  ...request.vars,
  ...(environment === undefined ? {} : request.environmentVars?.[environment]),
});

/** Returns the secrets context of a job. Secrets of its environment take precedence. A fork's run has no secrets. */
export function secretsOf(
  { run: { request }, secrets }: Scope,
  environment?: string,
): Readonly<Record<string, string>> {
  const own = environment === undefined ? undefined : request.environmentSecrets?.[environment];
  return own === undefined || isFromFork(request) ? secrets : { ...secrets, ...own };
}

/** Returns the contexts for a job's keys other than `steps:`: its name, environment, concurrency, `with`. */
export const jobContexts = (scope: Scope, instance: Partial<Instance>): Contexts => ({
  github: scope.run.github,
  inputs: scope.inputs,
  vars: varsOf(scope.run),
  ...(instance.needs ? { needs: instance.needs } : {}),
  ...(instance.strategy ? { strategy: instance.strategy } : {}),
  ...(instance.matrix ? { matrix: matrixContext(instance.matrix) } : {}),
});
