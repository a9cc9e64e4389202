import { evaluateToken, text, type Contexts } from "../expressions.ts";
import { at, type JobDefinition, type Workflow } from "../load/workflow.ts";
import { ConcurrencyGroup, type Rules } from "./concurrency-group.ts";
import { jobContexts, type Instance, type Scope } from "./scope.ts";

function rulesOf(scope: Scope, job: JobDefinition, instance: Instance): Rules {
  const token = job.token.find("concurrency");
  const contexts = jobContexts(scope, instance);
  return {
    name: text(evaluateToken(at(token, "group") ?? token, contexts)),
    cancelsRunning: evaluateToken(at(token, "cancel-in-progress"), contexts) === true,
    keepsWaiting: text(evaluateToken(at(token, "queue"), contexts)) === "max",
  };
}

/** The workflow or a calling job already holds the group. The job would wait forever, so GitHub cancels it. */
export class Deadlock extends Error {
  override readonly name = "Deadlock";

  constructor(group: string, job: string) {
    super(
      `Canceling since a deadlock was detected for concurrency group: '${group}' between a top level workflow and '${job}'`,
    );
  }
}

/**
 * Returns the groups that are held while the jobs of a workflow run: the caller's groups and the workflow's own group.
 * The runs of a rehearsal are sequential, so the workflow's own group never makes another run wait.
 * @param caller the job that calls the workflow; the workflow's own name if an event started it
 * @throws Deadlock if the group is held already
 */
export function heldBy(
  workflow: Workflow,
  contexts: Contexts,
  held: readonly string[],
  caller: string,
): readonly string[] {
  const token = workflow.root.find("concurrency");
  const name = text(evaluateToken(at(token, "group") ?? token, contexts));
  if (name === "") return held;
  if (held.includes(name.toLowerCase())) throw new Deadlock(name, caller);
  return [...held, name.toLowerCase()];
}

/**
 * Runs a job inside its concurrency group. Group names are case-insensitive.
 * @param task gets all groups that are held while it runs, and the signal by which the group cancels it
 * @throws Deadlock if its workflow or a calling job holds the same group
 */
export async function inGroup<T>(
  scope: Scope,
  job: JobDefinition,
  instance: Instance,
  task: (held: readonly string[], signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const rules = rulesOf(scope, job, instance);
  if (rules.name === "") return task(scope.held, instance.signal);
  const key = rules.name.toLowerCase();
  if (scope.held.includes(key)) throw new Deadlock(rules.name, job.id);
  const { groups } = scope.run;
  const group = groups.get(key) ?? new ConcurrencyGroup();
  groups.set(key, group);
  return group.run(rules, (signal) =>
    task([...scope.held, key], AbortSignal.any([instance.signal, signal])),
  );
}
