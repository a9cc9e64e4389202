// The parts of core/v1 that a kubelet reads and writes.
// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/

export interface Container {
  name: string;
  image: string;
  readinessProbe?: { httpGet?: { path?: string } };
  restartPolicy?: "Always";
}

export interface Pod {
  metadata: {
    name: string;
    namespace: string;
    uid: string;
    generation?: number;
    deletionTimestamp?: string;
    labels?: Record<string, string>;
    ownerReferences?: { kind: string; name: string }[];
  };
  spec: {
    nodeName?: string;
    restartPolicy?: "Always" | "OnFailure" | "Never";
    containers: Container[];
    initContainers?: Container[];
  };
  status?: { phase?: Phase; startTime?: string; conditions?: Condition[] };
}

export type Phase = "Pending" | "Running" | "Succeeded" | "Failed";

export interface Termination {
  exitCode: number;
  reason: string;
  startedAt: string;
  finishedAt: string;
  containerID: string;
}

export interface ContainerState {
  waiting?: { reason: string; message?: string };
  running?: { startedAt: string };
  terminated?: Termination;
}

export interface ContainerStatus {
  name: string;
  image: string;
  imageID: string;
  containerID?: string;
  ready: boolean;
  started: boolean;
  restartCount: number;
  state: ContainerState;
  lastState: ContainerState;
}

export interface Condition {
  type: string;
  status: "True" | "False";
  lastTransitionTime: string;
  reason?: string;
  message?: string;
  observedGeneration?: number;
}

/** The API's time format: seconds, UTC. */
export const timestamp = (at = new Date()): string => at.toISOString().replace(/\.\d+Z$/, "Z");
