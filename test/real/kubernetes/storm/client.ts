import type { IncomingMessage } from "node:http";
import { KubernetesClient } from "../../../../actions/kube-deploy/src/api/client.ts";
import type { Access, Request } from "../../../../actions/kube-deploy/src/api/client.ts";
import { ApiError, ConnectionError } from "../../../../actions/kube-deploy/src/api/errors.ts";

/** Returns a generator of numbers from 0 to 1 (exclusive). The same seed gives the same numbers. */
export function randomOf(seed: number): () => number {
  let state = seed + 1;
  return () => {
    // https://en.wikipedia.org/wiki/Linear_congruential_generator (Numerical Recipes)
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A client of an API server under load: 429s, lost connections, expired resource versions, watches that break. */
export class StormyClient extends KubernetesClient {
  readonly #random: () => number;

  constructor(access: Access, random: () => number) {
    super(access);
    this.#random = random;
  }

  override async open(path: string, request?: Request): Promise<IncomingMessage> {
    const roll = this.#random();
    const isWatch = path.includes("watch=1");
    if (roll < 0.03)
      throw new ConnectionError("lost", "ECONNRESET", "a storm broke the connection");
    if (roll < 0.06) throw new ApiError(429, "TooManyRequests", "a storm of requests", 1);
    if (roll < 0.09 && isWatch) throw new ApiError(410, "Expired", "too old resource version");
    const response = await super.open(path, request);
    if (isWatch) {
      const lifetime = 500 + this.#random() * 8000;
      setTimeout(() => response.destroy(new Error("a storm broke the watch")), lifetime).unref();
    }
    return response;
  }
}
