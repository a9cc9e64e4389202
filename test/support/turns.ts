import type { GitHubClient } from "../../actions/lib/github/client.ts";

/**
 * Lets several writers send their requests one after the other, in a given order. Each writer waits for its turn before
 * a request and after its answer.
 */
export class Turns {
  readonly #order: number[];
  readonly #active = new Set<number>();
  readonly #waiting = new Map<number, () => void>();

  /**
   * @param order numbers that choose among the waiting writers; after the last number, the first waiting writer goes on
   */
  constructor(order: readonly number[]) {
    this.#order = [...order];
  }

  /** Runs all writers to their end. */
  async run<T>(works: readonly ((turn: () => Promise<void>) => Promise<T>)[]): Promise<T[]> {
    for (const writer of works.keys()) this.#active.add(writer);
    return await Promise.all(
      works.map(async (work, writer) => {
        const turn = () =>
          new Promise<void>((resolve) => {
            this.#waiting.set(writer, resolve);
            this.#goOn();
          });
        try {
          return await work(turn);
        } finally {
          this.#active.delete(writer);
          this.#goOn();
        }
      }),
    );
  }

  /** Lets one writer go on, but only if all active writers wait: so nothing depends on how long a request takes. */
  #goOn(): void {
    if (this.#waiting.size === 0 || this.#waiting.size < this.#active.size) return;
    const writers = [...this.#waiting.keys()].sort((a, b) => a - b);
    const writer = writers[(this.#order.shift() ?? 0) % writers.length] as number;
    const resolve = this.#waiting.get(writer);
    this.#waiting.delete(writer);
    resolve?.();
  }
}

/** Makes each request of a client, and each answer, wait for its turn. */
export function takeTurns(client: GitHubClient, turn: () => Promise<void>): GitHubClient {
  client.octokit.hook.wrap("request", async (request, options) => {
    await turn();
    const answer = await request(options);
    await turn();
    return answer;
  });
  return client;
}
