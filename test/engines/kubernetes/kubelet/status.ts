import { createHash } from "node:crypto";
import type { Condition, Container, ContainerStatus, Phase, Pod } from "./pod.ts";

/** The containers of one pod as its kubelet knows them, in the order of the spec. */
export interface Containers {
  init: ContainerStatus[];
  main: ContainerStatus[];
}

export const containerId = (): string =>
  `containerd://${createHash("sha256").update(crypto.randomUUID()).digest("hex")}`;

/** REPOSITORY@DIGEST; an image named by tag gets a digest made from its name. */
export function imageId(image: string): string {
  if (image.includes("@")) return image;
  const digest = createHash("sha256").update(image).digest("hex");
  return `${image.replace(/:[^/:]+$/, "")}@sha256:${digest}`;
}

export function firstStatus(container: Container, isInitPod: boolean): ContainerStatus {
  return {
    name: container.name,
    image: container.image,
    imageID: "",
    ready: false,
    started: false,
    restartCount: 0,
    state: { waiting: { reason: isInitPod ? "PodInitializing" : "ContainerCreating" } },
    lastState: {},
  };
}

/** The phase of pkg/kubelet/kubelet_pods.go getPhase, without its cases for unknown containers. */
export function phaseOf(pod: Pod, { init, main }: Containers): Phase {
  const policy = pod.spec.restartPolicy ?? "Always";
  const exitCodes = main.map((status) => status.state.terminated?.exitCode);
  const initFailed = init.some((status) => (status.state.terminated?.exitCode ?? 0) !== 0);
  if (initFailed && policy === "Never") return "Failed";
  if (init.some((status) => !status.ready)) return "Pending";
  if (exitCodes.every((code) => code !== undefined) && policy !== "Always") {
    if (exitCodes.every((code) => code === 0)) return "Succeeded";
    if (policy === "Never") return "Failed";
  }
  const begun = main.some(
    ({ state, lastState }) =>
      state.running !== undefined ||
      state.terminated !== undefined ||
      lastState.terminated !== undefined,
  );
  return begun ? "Running" : "Pending";
}

interface Problem {
  reason: string;
  message?: string;
}

/** The conditions that a kubelet owns; their words are those of pkg/kubelet/status/generate.go. */
export function conditionsOf(
  pod: Pod,
  containers: Containers,
  before: readonly Condition[],
  now: string,
): Condition[] {
  const phase = phaseOf(pod, containers);
  const done =
    phase === "Succeeded" ? "PodCompleted" : phase === "Failed" ? "PodFailed" : undefined;
  const unready = containers.main.filter((status) => !status.ready).map((status) => status.name);
  const incomplete = containers.init.filter((status) => !status.ready).map(({ name }) => name);
  const readiness: Problem | undefined =
    done !== undefined
      ? { reason: done }
      : unready.length > 0
        ? {
            reason: "ContainersNotReady",
            message: `containers with unready status: [${unready.join(" ")}]`,
          }
        : undefined;
  const initialized =
    incomplete.length === 0
      ? undefined
      : {
          reason: "ContainersNotInitialized",
          message: `containers with incomplete status: [${incomplete.join(" ")}]`,
        };
  const wanted: [string, { reason?: string; message?: string } | undefined][] = [
    // A pod that has ended has no sandbox any more, and nothing more is said about that.
    ["PodReadyToStartContainers", done === undefined ? undefined : {}],
    ["Initialized", initialized],
    ["Ready", readiness],
    ["ContainersReady", readiness],
  ];
  return wanted.map(([type, problem]): Condition => {
    const status: Condition["status"] = problem === undefined ? "True" : "False";
    const old = before.find((condition) => condition.type === type);
    const lastTransitionTime = old?.status === status ? old.lastTransitionTime : now;
    const completed =
      type === "Initialized" && phase === "Succeeded" ? { reason: "PodCompleted" } : {};
    return { type, status, lastTransitionTime, ...completed, ...problem };
  });
}
