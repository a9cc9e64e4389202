import { evaluateToken, text } from "../expressions.ts";
import { at, type JobDefinition } from "../load/workflow.ts";
import { jobContexts, type Instance, type Scope } from "./scope.ts";

interface Member {
  cancel: AbortController;
  /** Lets it begin, or end when it is cancelled. */
  begin: () => void;
}

interface Rules {
  name: string;
  cancelsRunning: boolean;
  /** `queue: max`: more than one waits. */
  keepsWaiting: boolean;
}

/**
 * The jobs of one concurrency group in this run. One runs; of those that wait only the newest stays, unless `queue: max`.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idconcurrency
 */
export class ConcurrencyGroup {
  private running: Member | undefined;
  private waiting: Member[] = [];

  async run<T>(rules: Rules, task: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const cancel = new AbortController();
    if (rules.cancelsRunning) this.running?.cancel.abort(replaced(rules));
    if (rules.cancelsRunning || !rules.keepsWaiting) this.dropWaiting(rules);
    const mayBegin = new Promise<void>((resolve) => {
      this.waiting.push({ cancel, begin: resolve });
    });
    if (this.running === undefined) this.next();
    await mayBegin;
    try {
      return await task(cancel.signal);
    } finally {
      if (this.running?.cancel === cancel) this.next();
    }
  }

  private next(): void {
    this.running = this.waiting.shift();
    this.running?.begin();
  }

  private dropWaiting(rules: Rules): void {
    for (const member of this.waiting.splice(0)) {
      member.cancel.abort(replaced(rules));
      member.begin();
    }
  }
}

const replaced = ({ name }: Rules): Error =>
  new Error(`Canceling since a higher priority waiting request for '${name}' exists`);

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
