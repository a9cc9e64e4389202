import { createHash, randomBytes } from "node:crypto";
import type { Condition, Container, ContainerStatus, Pod } from "../objects/types.ts";

/** The containers of one pod as its kubelet knows them, in the order of the spec. */
export interface Containers {
  init: ContainerStatus[];
  main: ContainerStatus[];
  /** The volumes are not mounted yet, so the pod has no sandbox. */
  isMounting?: boolean;
}

export const newContainerId = (): string => `containerd://${randomBytes(32).toString("hex")}`;

/**
 * Returns REPOSITORY@DIGEST.
 * @param digest the registry's digest for the tag; without it, the digest is derived from the image's name
 */
export function imageId(image: string, digest?: string): string {
  if (image.includes("@")) return image;
  const made = `sha256:${createHash("sha256").update(image).digest("hex")}`;
  return `${image.replace(/:[^/:]+$/, "")}@${digest ?? made}`;
}

export function firstStatus(container: Container, isInitPod: boolean): ContainerStatus {
  return {
    name: container.name,
    image: container.image ?? "",
    imageID: "",
    ready: false,
    started: false,
    restartCount: 0,
    state: { waiting: { reason: isInitPod ? "PodInitializing" : "ContainerCreating" } },
    lastState: {},
  };
}

/** Returns whether nothing more happens to a pod: it has ended, or it runs and is ready. */
export function isSettled({ status }: Pod): boolean {
  if (status.phase === "Succeeded" || status.phase === "Failed") return true;
  const ready = status.conditions?.find(({ type }) => type === "Ready");
  return status.phase === "Running" && ready?.status === "True";
}

/** Returns the phase as getPhase in pkg/kubelet/kubelet_pods.go does, without its cases for unknown containers. */
export function phaseOf(pod: Pod, { init, main }: Containers): string {
  const policy = pod.spec.restartPolicy ?? "Always";
  const exitCodes = main.map((status) => status.state?.terminated?.exitCode);
  const initFailed = init.some((status) => (status.state?.terminated?.exitCode ?? 0) !== 0);
  if (initFailed && policy === "Never") return "Failed";
  if (init.some((status) => !status.ready)) return "Pending";
  if (exitCodes.every((code) => code !== undefined) && policy !== "Always") {
    if (exitCodes.every((code) => code === 0)) return "Succeeded";
    if (policy === "Never") return "Failed";
  }
  const begun = main.some(
    ({ state, lastState }) =>
      state?.running !== undefined ||
      state?.terminated !== undefined ||
      lastState?.terminated !== undefined,
  );
  return begun ? "Running" : "Pending";
}

type Problem = Pick<Condition, "reason" | "message">;

/**
 * Returns the conditions that a kubelet owns, with the texts of pkg/kubelet/status/generate.go.
 * @param before the kubelet's previous conditions
 * @param others all current conditions of the pod, including those of other writers: readiness gates are read from them
 */
export function conditionsOf(
  pod: Pod,
  containers: Containers,
  before: readonly Condition[],
  now: string,
  others: readonly Condition[] = [],
): Condition[] {
  const phase = phaseOf(pod, containers);
  const isOver = phase === "Succeeded" || phase === "Failed";
  const unready = namesOf(containers.main);
  const incomplete = namesOf(containers.init);
  const readiness: Problem | undefined = isOver
    ? { reason: phase === "Succeeded" ? "PodCompleted" : "PodFailed" }
    : findMissing(unready, "ContainersNotReady", "unready");
  const gates = readiness === undefined ? closedGates(pod, others) : undefined;
  const initialized = findMissing(incomplete, "ContainersNotInitialized", "incomplete");
  const wanted: [string, Problem | undefined][] = [
    // A pod that has ended no longer has a sandbox. This condition has no reason.
    ["PodReadyToStartContainers", isOver || containers.isMounting === true ? {} : undefined],
    ["Initialized", initialized],
    ["Ready", readiness ?? gates],
    ["ContainersReady", readiness],
  ];
  return wanted.map(([type, problem]): Condition => {
    const status = problem === undefined ? "True" : "False";
    const old = before.find((condition) => condition.type === type);
    const since = old?.status === status ? old.lastTransitionTime : undefined;
    const completed =
      type === "Initialized" && phase === "Succeeded" ? { reason: "PodCompleted" } : {};
    return {
      type,
      status,
      lastProbeTime: null,
      lastTransitionTime: since ?? now,
      ...completed,
      ...problem,
    };
  });
}

/**
 * Returns the problem of closed readiness gates. A pod with readiness gates is ready only if other writers have set
 * their conditions.
 */
function closedGates({ spec }: Pod, conditions: readonly Condition[]): Problem | undefined {
  const messages = (spec.readinessGates ?? []).flatMap(({ conditionType: gate }) => {
    const found = conditions.find(({ type }) => type === gate);
    if (found === undefined)
      return [`corresponding condition of pod readiness gate "${gate}" does not exist.`];
    return found.status === "True"
      ? []
      : [`the status of pod readiness gate "${gate}" is not "True", but ${found.status}`];
  });
  if (messages.length === 0) return undefined;
  return { reason: "ReadinessGatesNotReady", message: messages.join(", ") };
}

const namesOf = (statuses: ContainerStatus[]): string[] =>
  statuses.filter(({ ready }) => !ready).map(({ name }) => name);

function findMissing(names: string[], reason: string, word: string): Problem | undefined {
  if (names.length === 0) return undefined;
  return { reason, message: `containers with ${word} status: [${names.join(" ")}]` };
}

/** Replaces the kubelet's conditions of a pod. The conditions of the scheduler and of other writers stay. */
export function mergeConditions(all: readonly Condition[], own: readonly Condition[]): Condition[] {
  const kept = all.filter(({ type }) => own.every((condition) => condition.type !== type));
  return [...own, ...kept];
}
