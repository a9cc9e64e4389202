// The parts of Kubernetes objects that kube-deploy reads; a server may leave out anything that is optional here.
// https://kubernetes.io/docs/reference/kubernetes-api/

interface OwnerReference {
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
}

/** Which fields one client has set last, and when one of them changed last. */
export interface ManagedFields {
  manager?: string;
  operation?: string;
  time?: string;
  /** Set for changes of the status or the scale. */
  subresource?: string;
  fieldsV1?: { "f:spec"?: { "f:template"?: object } };
}

/** For every object in a namespace, the server sets the first four fields. */
interface Metadata {
  name: string;
  namespace: string;
  uid: string;
  creationTimestamp: string;
  resourceVersion?: string;
  generation?: number;
  /** For a pod: when it should be gone. The time includes its grace period. */
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  finalizers?: string[];
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: OwnerReference[];
  managedFields?: ManagedFields[];
}

export interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  /** Only in Deployments. */
  lastUpdateTime?: string;
  lastTransitionTime?: string;
  /** Only in some custom resources. */
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
   * "Always" makes an init container a sidecar: it keeps running next to the containers.
   * https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/
   */
  restartPolicy?: string;
  resources?: Resources;
}

/** Quantities by name of the resource, such as `cpu`. */
interface Resources {
  requests?: Record<string, string>;
  limits?: Record<string, string>;
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
  /** Replaces the pod's grace period. Only for probes that end the container. */
  terminationGracePeriodSeconds?: number;
}

/** A volume of a pod, if it is a claim or the content of an image. */
interface Volume {
  name: string;
  persistentVolumeClaim?: { claimName: string };
  /** A claim that belongs to the pod: its name is that of the pod, a hyphen, and that of the volume. */
  ephemeral?: object;
  image?: { reference?: string };
}

export interface PodSpec {
  nodeName?: string;
  schedulerName?: string;
  containers: Container[];
  initContainers?: Container[];
  /** Of all containers together. https://kubernetes.io/docs/tasks/configure-pod-container/assign-pod-level-resources/ */
  resources?: Resources;
  /** Default "Always"; the pods of Jobs have another one. */
  restartPolicy?: string;
  volumes?: Volume[];
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
  /** False until its startup probe has succeeded. */
  started?: boolean;
  image?: string;
  /** Reference by digest of the running image, or only the id of its configuration. Empty before the pull. */
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
  /** A number, but some controllers write it as a string, for example Argo Rollouts. */
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
  /** fieldPath: the container, for example `spec.containers{web}`. Without it, the event is about the object. */
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

/** An object of a kind that is not part of Kubernetes itself. */
export interface CustomObject extends KubernetesObject {
  status?: {
    observedGeneration?: number | string;
    conditions?: Condition[];
    /** Only in objects of Argo CD and Argo Rollouts. */
    phase?: string;
    message?: string;
    operationState?: { phase?: string; message?: string };
  };
}

/** Kinds whose rollout is evaluated, each with the type of its object. */
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

/** Returns when an event last happened, in milliseconds since the epoch. */
export const timeOf = (event: Event): number =>
  Date.parse(
    event.series?.lastObservedTime ??
      event.lastTimestamp ??
      event.eventTime ??
      event.firstTimestamp ??
      event.metadata.creationTimestamp,
  );

/** Returns how often an event happened. */
export const countOf = (event: Event): number => event.series?.count ?? event.count ?? 1;
