// The parts of Kubernetes objects that the rollout looks at; a server may leave out anything that is optional here.
// https://kubernetes.io/docs/reference/kubernetes-api/

export interface OwnerReference {
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
}

export interface Metadata {
  name: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: OwnerReference[];
}

export interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
}

export interface KubernetesObject {
  kind?: string;
  metadata: Metadata;
}

export interface Container {
  name: string;
  image?: string;
  readinessProbe?: Probe;
  /** "Always" on an init container makes it a sidecar. */
  restartPolicy?: string;
}

export interface Probe {
  httpGet?: { path?: string; port?: number | string };
  tcpSocket?: { port?: number | string };
  exec?: { command?: string[] };
  grpc?: { port?: number };
}

export interface PodSpec {
  nodeName?: string;
  containers: Container[];
  initContainers?: Container[];
  readinessGates?: { conditionType: string }[];
}

export interface Terminated {
  exitCode: number;
  signal?: number;
  reason?: string;
  message?: string;
  startedAt?: string;
  finishedAt?: string;
}

export interface ContainerState {
  waiting?: { reason?: string; message?: string };
  running?: { startedAt?: string };
  terminated?: Terminated;
}

export interface ContainerStatus {
  name: string;
  ready: boolean;
  restartCount: number;
  image?: string;
  imageID?: string;
  state?: ContainerState;
  lastState?: ContainerState;
}

export interface Pod extends KubernetesObject {
  spec: PodSpec;
  status?: {
    phase?: string;
    reason?: string;
    message?: string;
    conditions?: Condition[];
    containerStatuses?: ContainerStatus[];
    initContainerStatuses?: ContainerStatus[];
  };
}

interface Template {
  template: { spec: PodSpec };
}

interface Counters {
  /** A number, or a text with controllers that write one (K-E 24). */
  observedGeneration?: number | string;
  replicas?: number;
  readyReplicas?: number;
  updatedReplicas?: number;
  availableReplicas?: number;
  currentReplicas?: number;
  currentRevision?: string;
  updateRevision?: string;
  conditions?: Condition[];
}

export interface Deployment extends KubernetesObject {
  spec: Template & { replicas?: number; paused?: boolean; progressDeadlineSeconds?: number };
  status?: Counters;
}

export interface ReplicaSet extends KubernetesObject {
  spec: { replicas?: number };
  status?: Counters;
}

export interface StatefulSet extends KubernetesObject {
  spec: Template & {
    replicas?: number;
    updateStrategy?: { type?: string; rollingUpdate?: { partition?: number } };
  };
  status?: Counters;
}

export interface DaemonSet extends KubernetesObject {
  spec: Template & { updateStrategy?: { type?: string } };
  status?: {
    observedGeneration?: number | string;
    desiredNumberScheduled?: number;
    currentNumberScheduled?: number;
    updatedNumberScheduled?: number;
    numberAvailable?: number;
    numberReady?: number;
    conditions?: Condition[];
  };
}

export interface Job extends KubernetesObject {
  spec: Template & { suspend?: boolean; completions?: number };
  status?: {
    startTime?: string;
    succeeded?: number;
    failed?: number;
    active?: number;
    conditions?: Condition[];
  };
}

export interface Event extends KubernetesObject {
  involvedObject: { kind?: string; name?: string; namespace?: string; uid?: string };
  type?: string;
  reason?: string;
  message?: string;
  count?: number;
  firstTimestamp?: string | null;
  lastTimestamp?: string | null;
  eventTime?: string | null;
  series?: { count?: number; lastObservedTime?: string };
}

export interface Ingress extends KubernetesObject {
  spec?: { rules?: { host?: string }[]; tls?: { hosts?: string[] }[] };
  status?: { loadBalancer?: { ingress?: { hostname?: string; ip?: string }[] } };
}

export const conditionOf = (
  conditions: readonly Condition[] | undefined,
  type: string,
): Condition | undefined => conditions?.find((condition) => condition.type === type);

/** When an event last happened, in milliseconds; undefined when it does not say. */
export function timeOf(event: Event): number | undefined {
  const text =
    event.series?.lastObservedTime ??
    event.lastTimestamp ??
    event.eventTime ??
    event.firstTimestamp ??
    event.metadata.creationTimestamp;
  const time = Date.parse(text ?? "");
  return Number.isNaN(time) ? undefined : time;
}

/** How often an event happened. */
export const countOf = (event: Event): number => event.series?.count ?? event.count ?? 1;
