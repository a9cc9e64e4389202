import type { Condition, Pod } from "../objects.ts";
import type { Container, ContainerStatus } from "../pods.ts";

export function isSidecar(container: Container): boolean {
  return container.restartPolicy === "Always";
}

/** What the containers of a new pod look like before anything is pulled. */
export function firstStatuses(pod: Pod): void {
  const init = pod.spec.initContainers ?? [];
  const waiting = (container: Container, reason: string): ContainerStatus => ({
    name: container.name,
    image: container.image,
    imageID: "",
    ready: false,
    started: false,
    restartCount: 0,
    state: { waiting: { reason } },
    lastState: {},
  });
  const reason = init.length === 0 ? "ContainerCreating" : "PodInitializing";
  pod.status.containerStatuses = pod.spec.containers.map((item) => waiting(item, reason));
  if (init.length > 0)
    pod.status.initContainerStatuses = init.map((item) => waiting(item, "PodInitializing"));
}

/** Writes the conditions that follow from the containers, in the kubelet's words. */
export function writeConditions(pod: Pod, now: string): void {
  const { spec, status } = pod;
  const waitingInit = (spec.initContainers ?? [])
    .filter(
      (container) => !isInitialised(container, statusOf(status.initContainerStatuses, container)),
    )
    .map(({ name }) => name);
  const unready = spec.containers
    .filter((container) => statusOf(status.containerStatuses, container)?.ready !== true)
    .map(({ name }) => name);
  const ended = status.phase === "Succeeded" || isAllDone(pod);
  const set = (type: string, why?: [reason: string, message: string], no = why !== undefined) =>
    setCondition(pod, { type, status: no ? "False" : "True", ...textOf(why) }, now);
  const alive = (status.containerStatuses ?? []).some(
    ({ containerID }) => containerID !== undefined,
  );
  // A pod that has ended has no sandbox any more.
  set("PodReadyToStartContainers", undefined, ended || (status.podIP === undefined && !alive));
  if (ended) set("Initialized", ["PodCompleted", ""], false);
  else set("Initialized", missing("ContainersNotInitialized", "incomplete", waitingInit));
  const why = ended
    ? (["PodCompleted", ""] as [string, string])
    : missing("ContainersNotReady", "unready", unready);
  set("ContainersReady", why);
  set("Ready", why ?? gateProblem(pod));
}

function textOf(why: [reason: string, message: string] | undefined): Partial<Condition> {
  if (why === undefined) return {};
  const [reason, message] = why;
  return message === "" ? { reason } : { reason, message };
}

function missing(reason: string, word: string, names: string[]): [string, string] | undefined {
  return names.length === 0
    ? undefined
    : [reason, `containers with ${word} status: [${names.join(" ")}]`];
}

function gateProblem({ spec, status }: Pod): [string, string] | undefined {
  const problems = (spec.readinessGates ?? []).flatMap(({ conditionType }) => {
    const found = status.conditions?.find(({ type }) => type === conditionType);
    if (found === undefined)
      return [`corresponding condition of pod readiness gate "${conditionType}" does not exist.`];
    return found.status === "True"
      ? []
      : [`the status of pod readiness gate "${conditionType}" is not "True", but ${found.status}`];
  });
  return problems.length === 0 ? undefined : ["ReadinessGatesNotReady", problems.join("; ")];
}

function statusOf(statuses: ContainerStatus[] | undefined, { name }: Container) {
  return statuses?.find((status) => status.name === name);
}

function isInitialised(container: Container, status: ContainerStatus | undefined): boolean {
  if (isSidecar(container)) return status?.started === true;
  return status?.state.terminated?.exitCode === 0;
}

function isAllDone({ spec, status }: Pod): boolean {
  const all = status.containerStatuses ?? [];
  return (
    spec.restartPolicy !== "Always" &&
    all.length > 0 &&
    all.every(({ state }) => state.terminated?.exitCode === 0)
  );
}

/** Sets a condition; its time moves only when its status does. */
export function setCondition(pod: Pod, condition: Condition, now: string): void {
  const conditions = (pod.status.conditions ??= []);
  const index = conditions.findIndex(({ type }) => type === condition.type);
  const before = conditions[index];
  const time = before?.status === condition.status ? before.lastTransitionTime : undefined;
  const next = { lastProbeTime: null, ...condition, lastTransitionTime: time ?? now };
  if (index < 0) conditions.push(next);
  else conditions[index] = next;
}

/** Pending, Running, Succeeded or Failed, from the containers. A pod that has ended stays ended. */
export function writePhase(pod: Pod): void {
  const { spec, status } = pod;
  if (status.phase === "Succeeded" || status.phase === "Failed") return;
  const containers = status.containerStatuses ?? [];
  const init = status.initContainerStatuses ?? [];
  const ended = containers.flatMap(({ state }) => state.terminated ?? []);
  const failedInit = init.some(({ state }) => (state.terminated?.exitCode ?? 0) !== 0);
  if (spec.restartPolicy === "Never" && failedInit) status.phase = "Failed";
  else if (spec.restartPolicy !== "Always" && isAllDone(pod)) status.phase = "Succeeded";
  else if (spec.restartPolicy === "Never" && ended.length === containers.length && ended.length > 0)
    status.phase = "Failed";
  else if (
    containers.some(
      ({ state, lastState }) => state.running ?? state.terminated ?? lastState.terminated,
    )
  )
    status.phase = "Running";
  else status.phase = "Pending";
}

/** Whether a change made a pod ready. */
export function becameReady(pod: Pod, before: Pod | undefined): boolean {
  const ready = (item: Pod | undefined) =>
    item?.status.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ===
    true;
  return ready(pod) && !ready(before);
}
