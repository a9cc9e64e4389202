import { isObject } from "../../base/object.ts";
import { evaluate, evaluateToken, text, truthy, type Value } from "../expressions.ts";
import type { JobDefinition } from "../load/workflow.ts";
import type { Conclusion, JobResult } from "../request.ts";
import { callWorkflow } from "./call.ts";
import { Deadlock, inGroup } from "./concurrency.ts";
import { runJob } from "./job.ts";
import { combinations, matrixName, suffix } from "./matrix.ts";
import { jobContexts, type Instance, type JobOutcome, type Scope } from "./scope.ts";
import { combineConclusions, statusFunctions } from "./status.ts";

/** Returns all jobs that a job waits for, directly or indirectly. */
function ancestorsOf(job: JobDefinition, jobs: ReadonlyMap<string, JobDefinition>): Set<string> {
  const found = new Set<string>();
  const visit = (id: string): void => {
    if (found.has(id)) return;
    found.add(id);
    for (const need of jobs.get(id)?.needs ?? []) visit(need);
  };
  for (const need of job.needs) visit(need);
  return found;
}

/** Records a job that ran no step: it was skipped, cancelled before it began, or could not begin. */
function recordUnstarted(
  scope: Scope,
  id: string,
  name: string,
  result: Conclusion,
  problem?: string,
): JobOutcome {
  const annotations: JobResult["annotations"] =
    problem === undefined ? [] : [{ level: "error", message: problem }];
  const entry: JobResult = {
    id,
    name,
    result,
    ms: 0,
    steps: [],
    outputs: {},
    annotations,
    summaries: [],
    log: "",
  };
  scope.run.results.push(entry);
  const { request } = scope.run;
  for (const annotation of annotations)
    request.observe?.({ type: "annotation", job: id, step: "", annotation });
  request.observe?.({ type: "job-finished", job: id, result: entry });
  return { result, outputs: {} };
}

interface Labels {
  id: string;
  name: string;
}

/**
 * Returns the path of ids and the path of names of one instance. The matrix values are appended to a literal name, but
 * not to an expression.
 */
function labelsOf(scope: Scope, job: JobDefinition, instance: Partial<Instance>): Labels {
  const token = job.token.find("name");
  const named = instance.named ?? {};
  const written = text(evaluateToken(token, jobContexts(scope, instance)));
  const own = written === "" ? job.id : written;
  return {
    id: [...scope.ids, job.id + suffix(named)].join(" / "),
    name: [...scope.names, token?.isExpression === true ? own : matrixName(own, named)].join(" / "),
  };
}

async function runInstance(
  scope: Scope,
  job: JobDefinition,
  instance: Instance,
): Promise<JobOutcome> {
  let labels: Labels = { id: [...scope.ids, job.id].join(" / "), name: job.id };
  try {
    labels = labelsOf(scope, job, instance);
    const { id, name } = labels;
    scope.run.request.observe?.({ type: "job-queued", job: id, name });
    return await inGroup(scope, job, instance, (held, signal) => {
      if (signal.aborted) {
        const reason: unknown = instance.signal.aborted ? undefined : signal.reason;
        const why = reason instanceof Error ? reason.message : undefined;
        return Promise.resolve(recordUnstarted(scope, id, name, "cancelled", why));
      }
      const own = { ...instance, signal };
      return job.calls
        ? callWorkflow({ ...scope, held }, job, job.calls, own, labels, runJobs)
        : runJob(scope, job, own, id, name);
    });
  } catch (error) {
    const { id, name } = labels;
    const result = error instanceof Deadlock ? "cancelled" : "failure";
    return recordUnstarted(scope, id, name, result, (error as Error).message);
  }
}

/** Runs tasks with at most `limit` at a time (0: all). The results are in the order in which the tasks ended. */
async function inParallel<T>(tasks: readonly (() => Promise<T>)[], limit: number): Promise<T[]> {
  const results: T[] = [];
  const queue = [...tasks];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) results.push(await next());
  };
  const count = limit > 0 ? Math.min(limit, tasks.length) : tasks.length;
  await Promise.all(Array.from({ length: count }, worker));
  return results;
}

/** Runs every combination of the job's matrix and merges their results. */
async function runMatrix(
  scope: Scope,
  job: JobDefinition,
  needs: Record<string, Value>,
): Promise<JobOutcome> {
  const written = evaluateToken(job.token.find("strategy"), jobContexts(scope, { needs }));
  const strategy = isObject(written) ? written : {};
  const all = combinations(strategy["matrix"]);
  const failFast = strategy["fail-fast"] !== false;
  const limit = Number(strategy["max-parallel"] ?? 0);
  const siblings = new AbortController();
  const signal = AbortSignal.any([scope.signal, siblings.signal]);
  const tasks = all.map(({ matrix, named }, index) => async (): Promise<JobOutcome> => {
    const shown = { "fail-fast": failFast, "job-index": index, "job-total": all.length };
    const own = { ...shown, "max-parallel": limit || all.length };
    const instance: Instance = { matrix, named, strategy: own, needs, signal };
    const outcome = await runInstance(scope, job, instance);
    if (outcome.result !== "failure") return outcome;
    const mayFail = job.token.find("continue-on-error");
    // A job with continue-on-error counts as successful for its dependents and for the run.
    if (evaluateToken(mayFail, jobContexts(scope, instance)) === true)
      return { ...outcome, result: "success" };
    if (failFast) siblings.abort();
    return outcome;
  });
  const outcomes = await inParallel(tasks, limit);
  return {
    // Combinations that fail-fast cancelled must not hide the failure that caused it.
    result:
      siblings.signal.aborted && !scope.signal.aborted
        ? "failure"
        : combineConclusions(outcomes.map(({ result }) => result)),
    // If several combinations set an output, the combination that ended last wins.
    outputs: Object.assign({}, ...outcomes.map(({ outputs }) => outputs)) as JobOutcome["outputs"],
  };
}

async function runWhenReady(
  scope: Scope,
  job: JobDefinition,
  done: ReadonlyMap<string, JobOutcome>,
): Promise<JobOutcome> {
  const needs = Object.fromEntries(
    job.needs.map((id) => [id, { ...(done.get(id) ?? { result: "skipped", outputs: {} }) }]),
  ) as Record<string, Value>;
  const ancestors = [...ancestorsOf(job, scope.workflow.jobs)].flatMap(
    (id) => done.get(id)?.result ?? [],
  );
  const cancelled = scope.signal.aborted;
  const status = statusFunctions(ancestors, cancelled);
  const id = [...scope.ids, job.id].join(" / ");
  try {
    if (truthy(evaluate(job.if, jobContexts(scope, { needs }), status)))
      return await runMatrix(cancelled ? uncancelled(scope) : scope, job, needs);
  } catch (error) {
    return recordUnstarted(scope, id, id, "failure", (error as Error).message);
  }
  // A job counts as cancelled only if nothing else prevented it from running.
  const intact = ancestors.every((result) => result === "success");
  const name = skippedName(scope, job, needs);
  return recordUnstarted(scope, id, name, cancelled && intact ? "cancelled" : "skipped");
}

function skippedName(scope: Scope, job: JobDefinition, needs: Record<string, Value>): string {
  try {
    return labelsOf(scope, job, { needs }).name;
  } catch {
    // The name may depend on outputs of jobs that did not run.
    return [...scope.names, job.id].join(" / ");
  }
}

/**
 * Makes a scope without cancellation: a job with `always()` or `cancelled()` runs to its end even in a cancelled run.
 */
const uncancelled = (scope: Scope): Scope => ({ ...scope, signal: new AbortController().signal });

/**
 * Runs the jobs of one workflow, each as soon as all jobs that it needs have ended. Never rejects because a job failed.
 */
export async function runJobs(scope: Scope): Promise<ReadonlyMap<string, JobOutcome>> {
  const { jobs } = scope.workflow;
  const done = new Map<string, JobOutcome>();
  const running = new Map<string, Promise<void>>();
  const run = async (job: JobDefinition): Promise<void> => {
    await Promise.all(job.needs.map((id) => start(id)));
    done.set(job.id, await runWhenReady(scope, job, done));
  };
  const start = (id: string): Promise<void> => {
    const job = jobs.get(id);
    const promise = running.get(id) ?? (job ? run(job) : Promise.resolve());
    running.set(id, promise);
    return promise;
  };
  await Promise.all([...jobs.keys()].map((id) => start(id)));
  return done;
}
