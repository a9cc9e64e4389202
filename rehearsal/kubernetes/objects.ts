import type { Condition, KubernetesObject, LabelSelector, Metadata } from "./metadata.ts";
import type { Container, PodSpec, PodStatus } from "./pods.ts";

export type * from "./metadata.ts";

export interface PodTemplate {
  metadata: Pick<Metadata, "labels" | "annotations"> & Record<string, unknown>;
  spec: PodSpec;
}

export interface Pod extends KubernetesObject {
  spec: PodSpec;
  status: PodStatus;
}

export interface Workload extends KubernetesObject {
  spec: { selector: LabelSelector; template: PodTemplate; [field: string]: unknown };
  status: { observedGeneration?: number; conditions?: Condition[]; [field: string]: unknown };
}

interface Counters {
  replicas?: number;
  readyReplicas?: number;
  availableReplicas?: number;
  updatedReplicas?: number;
  observedGeneration?: number;
  collisionCount?: number;
  conditions?: Condition[];
  [field: string]: unknown;
}

export interface Deployment extends Workload {
  spec: Workload["spec"] & {
    replicas: number;
    paused?: boolean;
    minReadySeconds?: number;
    progressDeadlineSeconds: number;
    revisionHistoryLimit: number;
    strategy: {
      type: string;
      rollingUpdate?: { maxSurge: number | string; maxUnavailable: number | string };
    };
  };
  status: Counters & { unavailableReplicas?: number };
}

export interface ReplicaSet extends Workload {
  spec: Workload["spec"] & { replicas: number; minReadySeconds?: number };
  status: Counters & { fullyLabeledReplicas?: number };
}

export interface StatefulSet extends Workload {
  spec: Workload["spec"] & {
    replicas: number;
    serviceName: string;
    minReadySeconds?: number;
    podManagementPolicy: string;
    revisionHistoryLimit: number;
    updateStrategy: {
      type: string;
      rollingUpdate?: { partition?: number };
    };
    volumeClaimTemplates?: KubernetesObject[];
  };
  status: Counters & {
    currentReplicas?: number;
    currentRevision?: string;
    updateRevision?: string;
  };
}

export interface DaemonSet extends Workload {
  spec: Workload["spec"] & {
    minReadySeconds?: number;
    revisionHistoryLimit: number;
    updateStrategy: { type: string; rollingUpdate?: { maxUnavailable: number | string } };
  };
  status: Workload["status"] & Record<string, unknown>;
}

export interface Job extends Workload {
  spec: Workload["spec"] & {
    parallelism: number;
    completions?: number;
    backoffLimit: number;
    activeDeadlineSeconds?: number;
    ttlSecondsAfterFinished?: number;
    suspend?: boolean;
  };
  status: {
    active?: number;
    ready?: number;
    succeeded?: number;
    failed?: number;
    terminating?: number;
    startTime?: string;
    completionTime?: string;
    conditions?: Condition[];
    [field: string]: unknown;
  };
}

export interface ServicePort {
  name?: string;
  port: number;
  protocol: string;
  targetPort: number | string;
  nodePort?: number;
  appProtocol?: string;
}

export interface Service extends KubernetesObject {
  spec: {
    type: string;
    selector?: Record<string, string>;
    ports?: ServicePort[];
    clusterIP?: string;
    publishNotReadyAddresses?: boolean;
    [field: string]: unknown;
  };
  status: { loadBalancer: { ingress?: { hostname: string }[] } };
}

export interface Ingress extends KubernetesObject {
  spec: { ingressClassName?: string; [field: string]: unknown };
  status: { loadBalancer: { ingress?: { hostname: string }[] } };
}

export interface Node extends KubernetesObject {
  spec: { unschedulable?: boolean; taints?: { key: string; value?: string; effect: string }[] };
  status: {
    allocatable: Record<string, string>;
    addresses: { type: string; address: string }[];
    conditions: Condition[];
    [field: string]: unknown;
  };
}

export interface Namespace extends KubernetesObject {
  spec: { finalizers?: string[] };
  status: { phase: string; conditions?: Condition[] };
}

export interface ResourceQuota extends KubernetesObject {
  spec: { hard?: Record<string, string>; scopes?: string[] };
  status: { hard?: Record<string, string>; used?: Record<string, string> };
}

export interface Claim extends KubernetesObject {
  spec: { storageClassName?: string; volumeName?: string; [field: string]: unknown };
  status: { phase: string; [field: string]: unknown };
}

export interface Budget extends KubernetesObject {
  spec: {
    selector?: LabelSelector;
    minAvailable?: number | string;
    maxUnavailable?: number | string;
  };
  status: Record<string, unknown>;
}

export interface ControllerRevision extends KubernetesObject {
  data: { spec: { template: PodTemplate } };
  revision: number;
}

export interface KubernetesEvent extends KubernetesObject {
  involvedObject: {
    kind: string;
    namespace?: string;
    name: string;
    uid: string;
    apiVersion: string;
    resourceVersion: string;
    fieldPath?: string;
  };
  reason: string;
  message: string;
  type: "Normal" | "Warning";
  /** Left out, and the two times null, by those who write through events.k8s.io: the scheduler. */
  count?: number;
  firstTimestamp: string | null;
  lastTimestamp: string | null;
  eventTime: string | null;
  reportingComponent: string;
  source: { component?: string; host?: string };
}

/** The kinds that controllers read, by their plural name. All others are plain objects. */
export interface Kinds {
  pods: Pod;
  deployments: Deployment;
  replicasets: ReplicaSet;
  statefulsets: StatefulSet;
  daemonsets: DaemonSet;
  jobs: Job;
  services: Service;
  ingresses: Ingress;
  nodes: Node;
  namespaces: Namespace;
  resourcequotas: ResourceQuota;
  persistentvolumeclaims: Claim;
  poddisruptionbudgets: Budget;
  controllerrevisions: ControllerRevision;
  events: KubernetesEvent;
  [plural: string]: KubernetesObject;
}

export type { Container, PodSpec, PodStatus };
