import { evaluateToken, text } from "../expressions.ts";
import { at, type JobDefinition } from "../load/workflow.ts";
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

/**
 * Runs a job inside its concurrency group, whose name has no case.
 * @param task is given all groups that are held while it runs, and the signal by which the group cancels it
 * @throws Error when a calling job holds the same group, which would never end
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
  if (scope.held.includes(key))
    throw new Error(
      `Canceling since a deadlock was detected for concurrency group: '${rules.name}' between a top level workflow and '${job.id}'`,
    );
  const { groups } = scope.run;
  const group = groups.get(key) ?? new ConcurrencyGroup();
  groups.set(key, group);
  return group.run(rules, (signal) =>
    task([...scope.held, key], AbortSignal.any([instance.signal, signal])),
  );
}
