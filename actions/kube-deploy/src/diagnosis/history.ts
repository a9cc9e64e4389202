import type { ContainerStatus, Pod } from "../api/objects.ts";
import type { Verdict } from "../readiness/verdict.ts";
import type { Diagnosis, History } from "./diagnosis.ts";
import { isPulling, pullFault } from "./pull-error.ts";

interface ContainerHistory {
  restartsBefore: number;
  /** Reason of a failed pull in the last status, otherwise "". */
  pulling: string;
  failedPulls: number;
  pullError: string | undefined;
}

/** Collects the history of all pods of a rollout from their successive statuses. */
export class PodHistory implements History {
  readonly #containers = new Map<string, ContainerHistory>();
  readonly #signals = new Map<string, number>();
  readonly #seen = new Set<string>();
  readonly #jobs = new Map<string, Verdict>();
  readonly #problems = new Map<string, Diagnosis>();
  readonly #startedAt: number;

  /**
   * @param startedAt server time at which this deployment began, in milliseconds since the epoch: earlier restarts of
   *   pods that already existed are not counted. 0 = all restarts are counted
   */
  constructor(startedAt: number) {
    this.#startedAt = startedAt;
  }

  /** Adds the newest status of a pod. */
  observe(pod: Pod): void {
    const { uid, creationTimestamp } = pod.metadata;
    // Timestamps have whole seconds, so a pod may seem to be up to a second older.
    const isNew = Date.parse(creationTimestamp) >= this.#startedAt - 1000;
    const { initContainerStatuses = [], containerStatuses = [] } = pod.status ?? {};
    for (const status of [...initContainerStatuses, ...containerStatuses])
      this.#observeContainer(`${uid}/${status.name}`, status, isNew);
  }

  #observeContainer(key: string, status: ContainerStatus, isNew: boolean): void {
    const { reason = "", message = "" } = status.state?.waiting ?? {};
    const history = this.#containers.get(key) ?? {
      restartsBefore: isNew ? 0 : status.restartCount,
      pulling: "",
      failedPulls: 0,
      pullError: undefined,
    };
    if (!isPulling(reason)) {
      history.failedPulls = 0;
      history.pullError = undefined;
    } else if (
      history.pulling === "" ||
      (reason !== "ImagePullBackOff" && history.pulling !== reason)
    ) {
      history.failedPulls += 1;
    }
    if (isPulling(reason) && pullFault(message, status.image ?? "") !== "transient")
      history.pullError = message;
    history.pulling = isPulling(reason) ? reason : "";
    this.#containers.set(key, history);
  }

  /** Runs one assessment. A signal for which it does not call `firstSeen` is over, and is new if it returns. */
  during<T>(assessment: () => T): T {
    this.#seen.clear();
    const result = assessment();
    for (const signal of this.#signals.keys())
      if (!this.#seen.has(signal)) this.#signals.delete(signal);
    return result;
  }

  firstSeen(signal: string, now: number): number {
    this.#seen.add(signal);
    const first = this.#signals.get(signal) ?? now;
    this.#signals.set(signal, first);
    return first;
  }

  failedPulls(podUid: string, container: string): number {
    return this.#containers.get(`${podUid}/${container}`)?.failedPulls ?? 0;
  }

  pullError(podUid: string, container: string): string | undefined {
    return this.#containers.get(`${podUid}/${container}`)?.pullError;
  }

  restartsBefore(podUid: string, container: string): number {
    return this.#containers.get(`${podUid}/${container}`)?.restartsBefore ?? 0;
  }

  observeJob({ namespace, name }: { namespace: string; name: string }, verdict: Verdict): void {
    this.#jobs.set(`${namespace}/${name}`, verdict);
  }

  lastOfJob({ namespace, name }: { namespace: string; name: string }): Verdict | undefined {
    return this.#jobs.get(`${namespace}/${name}`);
  }

  /** A new pod that only has not started yet says less than the pod before it. */
  rememberProblem(
    { namespace, name }: { namespace: string; name: string },
    problem: Diagnosis,
  ): void {
    const key = `${namespace}/${name}`;
    if (problem.reason === "not-ready" && this.#problems.has(key)) return;
    this.#problems.set(key, problem);
  }

  problemOf({ namespace, name }: { namespace: string; name: string }): Diagnosis | undefined {
    return this.#problems.get(`${namespace}/${name}`);
  }
}
