// The parts of Kubernetes objects that kube-deploy reads; a server may leave out anything that is optional here.
// https://kubernetes.io/docs/reference/kubernetes-api/

interface OwnerReference {
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
}

/** The server sets the first four of every object in a namespace. */
interface Metadata {
  name: string;
  namespace: string;
  uid: string;
  creationTimestamp: string;
  resourceVersion?: string;
  generation?: number;
  deletionTimestamp?: string;
  annotations?: Record<string, string>;
  labels?: Record<string, string>;
  ownerReferences?: OwnerReference[];
}

export interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
}

export interface KubernetesObject {
  metadata: Metadata;
}

export interface Container {
  name: string;
  image?: string;
  readinessProbe?: Probe;
  /**
   * "Always" makes an init container a sidecar: it keeps running beside the containers.
   * https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/
   */
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
}

interface ContainerState {
  waiting?: { reason?: string; message?: string };
  running?: { startedAt?: string };
  terminated?: Terminated;
}

export interface ContainerStatus {
  name: string;
  ready: boolean;
  restartCount: number;
  image?: string;
  /** Reference by digest of the image that runs, or only the id of its configuration. Empty before the pull. */
  imageID?: string;
  state?: ContainerState;
  lastState?: ContainerState;
}

export interface Pod extends KubernetesObject {
  spec: PodSpec;
  status?: {
    phase?: string;
    reason?: string;
    conditions?: Condition[];
    containerStatuses?: ContainerStatus[];
    initContainerStatuses?: ContainerStatus[];
  };
}

interface Template {
  template: { spec: PodSpec };
}

interface Counters {
  /** A number. Some controllers write it as a string, for example Argo Rollouts. */
  observedGeneration?: number | string;
  replicas?: number;
  readyReplicas?: number;
  updatedReplicas?: number;
  availableReplicas?: number;
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
    podManagementPolicy?: string;
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
  involvedObject: { uid?: string };
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
  status?: { loadBalancer?: { ingress?: { hostname?: string; ip?: string }[] } };
}

/** Kinds whose rollout is evaluated, each with its object. */
export interface WorkloadObjects {
  Deployment: Deployment;
  StatefulSet: StatefulSet;
  DaemonSet: DaemonSet;
  Job: Job;
}

export type WorkloadKind = keyof WorkloadObjects;
export type WorkloadObject = WorkloadObjects[WorkloadKind];

export const conditionOf = (
  conditions: readonly Condition[] | undefined,
  type: string,
): Condition | undefined => conditions?.find((condition) => condition.type === type);

/** When an event last happened, in milliseconds since the epoch. */
export const timeOf = (event: Event): number =>
  Date.parse(
    event.series?.lastObservedTime ??
      event.lastTimestamp ??
      event.eventTime ??
      event.firstTimestamp ??
      event.metadata.creationTimestamp,
  );

/** How often an event happened. */
export const countOf = (event: Event): number => event.series?.count ?? event.count ?? 1;
