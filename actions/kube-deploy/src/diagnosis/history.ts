import type { History } from "./diagnosis.ts";
import { isPulling, pullFault } from "./image.ts";
import type { ContainerStatus, Pod } from "../api/objects.ts";

interface Seen {
  restarts: number;
  /** Waiting reason of the last status. */
  waiting: string;
  tries: number;
  pullError: string | undefined;
}

/** Remembers what single statuses do not tell: since when, how often, and the last full error. */
export class Memory implements History {
  readonly #containers = new Map<string, Seen>();
  readonly #signals = new Map<string, number>();
  readonly #asked = new Set<string>();
  readonly #started: number;

  /** @param started server's time when the watching began, in milliseconds: younger pods begin with no restarts */
  constructor(started: number) {
    this.#started = started;
  }

  /** Takes in a pod as it is now. */
  observe(pod: Pod): void {
    const { uid = pod.metadata.name, creationTimestamp = "" } = pod.metadata;
    // Time stamps have whole seconds.
    const young = Date.parse(creationTimestamp) >= this.#started - 1000;
    const { initContainerStatuses = [], containerStatuses = [] } = pod.status ?? {};
    for (const status of [...initContainerStatuses, ...containerStatuses])
      this.#observeContainer(`${uid}/${status.name}`, status, young);
  }

  #observeContainer(key: string, status: ContainerStatus, young: boolean): void {
    const { reason = "", message = "" } = status.state?.waiting ?? {};
    const known = this.#containers.get(key);
    const seen = known ?? {
      restarts: young ? 0 : status.restartCount,
      waiting: "",
      tries: 0,
      pullError: undefined,
    };
    if (!isPulling(reason)) {
      seen.tries = 0;
      seen.pullError = undefined;
    } else if (seen.waiting === "" || (reason === "ErrImagePull" && seen.waiting !== reason)) {
      seen.tries += 1;
    }
    if (isPulling(reason) && pullFault(message, status.image ?? "") !== "transient")
      seen.pullError = message;
    seen.waiting = isPulling(reason) ? reason : "";
    this.#containers.set(key, seen);
  }

  /** Begins a round of diagnoses; signals that are not asked for in it are over. */
  begin(): void {
    this.#asked.clear();
  }

  end(): void {
    for (const signal of this.#signals.keys())
      if (!this.#asked.has(signal)) this.#signals.delete(signal);
  }

  since(signal: string, now: number): number {
    this.#asked.add(signal);
    const first = this.#signals.get(signal) ?? now;
    this.#signals.set(signal, first);
    return first;
  }

  tries(pod: string, container: string): number {
    return this.#containers.get(`${pod}/${container}`)?.tries ?? 0;
  }

  pullError(pod: string, container: string): string | undefined {
    return this.#containers.get(`${pod}/${container}`)?.pullError;
  }

  restartsBefore(pod: string, container: string): number {
    return this.#containers.get(`${pod}/${container}`)?.restarts ?? 0;
  }
}
