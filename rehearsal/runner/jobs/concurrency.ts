import { evaluateToken, text } from "../expressions.ts";
import { at, type JobDefinition } from "../load/workflow.ts";
import { jobContexts, type Instance, type Scope } from "./scope.ts";

/**
 * Runs a job inside its concurrency group: one after the other within this run, in the order they came, whatever
 * `cancel-in-progress` and `queue` say (they are about other runs).
 * @param task is given all groups that are held while it runs
 * @throws Error when a calling job holds the same group, which would never end
 */
export async function inGroup<T>(
  scope: Scope,
  job: JobDefinition,
  instance: Instance,
  task: (held: readonly string[]) => Promise<T>,
): Promise<T> {
  const token = job.token.find("concurrency");
  const group = text(evaluateToken(at(token, "group") ?? token, jobContexts(scope, instance)));
  if (group === "") return task(scope.held);
  if (scope.held.includes(group))
    throw new Error(
      `Canceling since a deadlock was detected for concurrency group: '${group}' between a top level workflow and '${job.id}'`,
    );
  const { groups } = scope.run;
  const before = groups.get(group) ?? Promise.resolve();
  const work = before.then(() => task([...scope.held, group]));
  const settled = work.then(
    () => undefined,
    () => undefined,
  );
  groups.set(group, settled);
  return work;
}
