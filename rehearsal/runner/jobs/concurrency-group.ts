interface Member {
  cancel: AbortController;
  /** Starts the job, or ends it if it was cancelled. */
  begin: () => void;
}

/** The concurrency settings of a job. */
export interface Rules {
  name: string;
  cancelsRunning: boolean;
  /** `queue: max`: several jobs may wait. */
  keepsWaiting: boolean;
}

/**
 * The jobs of one concurrency group in this run. One job runs. Of the waiting jobs, only the newest is kept, unless
 * `queue: max` is set.
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
