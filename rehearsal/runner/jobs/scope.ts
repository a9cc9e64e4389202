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

/** What all jobs of one run share. */
export interface Run {
  request: RunRequest;
  timing: Timing;
  /** The workflow the event started. */
  root: Workflow;
  /** The github context without what belongs to a job. */
  github: Record<string, Value>;
  results: JobResult[];
  approvals: Approval[];
  createdEnvironments: string[];
  /** The concurrency groups, by their names in lower case. */
  groups: Map<string, ConcurrencyGroup>;
  /** Jobs that began, for the numbers of their folders and check runs. */
  started: number;
}

/** One workflow file while it runs: the run's own, or one that a job calls. */
export interface Scope {
  run: Run;
  workflow: Workflow;
  inputs: Readonly<Record<string, Value>>;
  secrets: Readonly<Record<string, string>>;
  /** What the calling job lets the jobs have; undefined for the run's own workflow. */
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

/** One combination of a job's matrix (the only one, without a matrix). */
export interface Instance {
  matrix: Combination;
  /** The part of the matrix that the job's name has. */
  named: Combination;
  strategy: Record<string, Value>;
  needs: Record<string, Value>;
  /** Aborts with the run, and with the matrix when another combination failed. */
  signal: AbortSignal;
}

/** The vars context: variables of the environment win. */
export const varsOf = ({ request }: Run, environment?: string): Record<string, Value> => ({
  ...request.vars,
  ...(environment === undefined ? {} : request.environmentVars?.[environment]),
});

/** The secrets context of a job: those of its environment win. A fork's run has none. */
export function secretsOf(
  { run: { request }, secrets }: Scope,
  environment?: string,
): Readonly<Record<string, string>> {
  const own = environment === undefined ? undefined : request.environmentSecrets?.[environment];
  return own === undefined || isFromFork(request) ? secrets : { ...secrets, ...own };
}

/** Contexts of what stands beside `steps:` in a job: its name, environment, concurrency, `with`. */
export const jobContexts = (scope: Scope, instance: Partial<Instance>): Contexts => ({
  github: scope.run.github,
  inputs: scope.inputs,
  vars: varsOf(scope.run),
  ...(instance.needs ? { needs: instance.needs } : {}),
  ...(instance.strategy ? { strategy: instance.strategy } : {}),
  ...(instance.matrix ? { matrix: matrixContext(instance.matrix) } : {}),
});
