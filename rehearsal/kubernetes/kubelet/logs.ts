import type { ContainerStatus } from "../objects/types.ts";

/** Log lines of the container that runs now or ran last, and of the container before it. */
interface ContainerLog {
  current: string[];
  previous: string[];
}

/** The logs that are saved between processes, by `POD-UID/CONTAINER`. */
export type SavedLogs = Record<string, ContainerLog>;

/** The logs of the containers of all pods. */
export class ContainerLogs {
  private readonly logs: Map<string, ContainerLog>;

  constructor(saved: SavedLogs = {}) {
    this.logs = new Map(Object.entries(saved));
  }

  /** Handles the (re)start of a container: its log becomes the previous log. */
  start(uid: string, container: string): void {
    const key = `${uid}/${container}`;
    this.logs.set(key, { current: [], previous: this.logs.get(key)?.current ?? [] });
  }

  write(uid: string, container: string, lines: string[]): void {
    this.logs.get(`${uid}/${container}`)?.current.push(...lines);
  }

  /** Forgets a pod. */
  remove(uid: string): void {
    for (const key of this.logs.keys()) if (key.startsWith(`${uid}/`)) this.logs.delete(key);
  }

  save(): SavedLogs {
    return Object.fromEntries(this.logs);
  }

  /**
   * Returns the log of a container, limited by the PodLogOptions `previous`, `tailLines` and `limitBytes`.
   * https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#get-read-log-of-the-specified-pod
   */
  read(uid: string, status: ContainerStatus, query: URLSearchParams): string {
    const { current, previous } = this.logs.get(`${uid}/${status.name}`) ?? NO_LOG;
    // While a container waits for its restart, the run that ended is the current one.
    const isBefore = query.get("previous") === "true" && status.state?.waiting === undefined;
    const lines = isBefore ? previous : current;
    const tail = query.get("tailLines");
    const wanted = tail === null ? lines : lines.slice(Math.max(0, lines.length - Number(tail)));
    const text = wanted.map((line) => `${line}\n`).join("");
    const limit = query.get("limitBytes");
    return limit === null ? text : Buffer.from(text).subarray(0, Number(limit)).toString("utf8");
  }
}

const NO_LOG: ContainerLog = { current: [], previous: [] };

/** Returns why there is no log, in the words of validateContainerLogStatus in pkg/kubelet/kubelet_pods.go. */
export function findLogProblem(
  pod: string,
  { name, state, lastState }: ContainerStatus,
  previous: boolean,
): string | undefined {
  if (previous) {
    if (lastState?.terminated !== undefined) return undefined;
    return `previous terminated container "${name}" in pod "${pod}" not found`;
  }
  if (state?.waiting === undefined || lastState?.terminated !== undefined) return undefined;
  const { reason = "" } = state.waiting;
  return `container "${name}" in pod "${pod}" is waiting to start: ${WORDS[reason] ?? reason}`;
}

const WORDS: Record<string, string> = {
  ErrImagePull: "image can't be pulled",
  ImagePullBackOff: "trying and failing to pull image",
};
