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
  /** Of a pod: when it should be gone, so its grace period is in it. */
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  finalizers?: string[];
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: OwnerReference[];
}

export interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  /** Of Deployments. */
  lastUpdateTime?: string;
  lastTransitionTime?: string;
  /** Of some custom resources. */
  observedGeneration?: number;
}

export interface KubernetesObject {
  metadata: Metadata;
}

export interface Container {
  name: string;
  image?: string;
  readinessProbe?: Probe;
  startupProbe?: Probe;
  livenessProbe?: Probe;
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
  /** Default 0. */
  initialDelaySeconds?: number;
  /** Default 10. */
  periodSeconds?: number;
  /** Default 3. */
  failureThreshold?: number;
  /** In place of that of the pod. Only of probes that end the container. */
  terminationGracePeriodSeconds?: number;
}

export interface PodSpec {
  nodeName?: string;
  schedulerName?: string;
  containers: Container[];
  initContainers?: Container[];
  readinessGates?: { conditionType: string }[];
  schedulingGates?: { name: string }[];
  /** Default 30. */
  terminationGracePeriodSeconds?: number;
}

export interface Terminated {
  exitCode: number;
  signal?: number;
  reason?: string;
  message?: string;
  startedAt?: string;
  finishedAt?: string;
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
  /** False as long as its startup probe has not been answered. */
  started?: boolean;
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
  spec: Template & {
    replicas?: number;
    paused?: boolean;
    progressDeadlineSeconds?: number;
    minReadySeconds?: number;
    strategy?: { type?: string };
  };
  status?: Counters;
}

export interface ReplicaSet extends KubernetesObject {
  spec: { replicas?: number };
  status?: Counters;
}

export interface StatefulSet extends KubernetesObject {
  spec: Template & {
    replicas?: number;
    minReadySeconds?: number;
    podManagementPolicy?: string;
    /** The ordinal of the first pod. Default 0. */
    ordinals?: { start?: number };
    updateStrategy?: { type?: string; rollingUpdate?: { partition?: number } };
  };
  status?: Counters;
}

export interface DaemonSet extends KubernetesObject {
  spec: Template & { minReadySeconds?: number; updateStrategy?: { type?: string } };
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
  spec: Template & { suspend?: boolean; completions?: number; parallelism?: number };
  status?: {
    startTime?: string;
    succeeded?: number;
    failed?: number;
    active?: number;
    conditions?: Condition[];
  };
}

export interface Event extends KubernetesObject {
  /** fieldPath: the container, for example `spec.containers{web}`; without it, the event is about the whole object. */
  involvedObject: { uid?: string; kind?: string; name?: string; fieldPath?: string };
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

/** An object of a kind that Kubernetes itself does not have. */
export interface CustomObject extends KubernetesObject {
  status?: {
    observedGeneration?: number | string;
    conditions?: Condition[];
    /** Of Argo CD and Argo Rollouts. */
    phase?: string;
    message?: string;
    operationState?: { phase?: string; message?: string };
  };
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

export const isPodReady = ({ status }: Pod): boolean =>
  conditionOf(status?.conditions, "Ready")?.status === "True";

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
