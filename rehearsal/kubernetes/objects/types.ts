import type * as apps from "kubernetes-types/apps/v1";
import type * as batch from "kubernetes-types/batch/v1";
import type * as core from "kubernetes-types/core/v1";
import type { LabelSelector, ObjectMeta } from "kubernetes-types/meta/v1";
import type * as networking from "kubernetes-types/networking/v1";
import type * as policy from "kubernetes-types/policy/v1";

import { isObject } from "../../base/object.ts";

// The published types, but fields that the API server itself fills in are required.
export type { Container, ContainerState, ContainerStatus } from "kubernetes-types/core/v1";
export type { LabelSelector } from "kubernetes-types/meta/v1";

/** A part of an object whose fields are not known in advance. */
export type Fields = Record<string, unknown>;

export const isFields: (value: unknown) => value is Fields = isObject;

/** Removes `readonly`: the API server writes fields that are read-only for everybody else. */
type Writable<Type> = { -readonly [Name in keyof Type]: Type[Name] };

interface Metadata extends Writable<ObjectMeta> {
  name: string;
  uid: string;
  resourceVersion: string;
  creationTimestamp: string;
}

/** Any object of the API. Stored objects are never changed in place; a change makes a new object. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: Metadata;
  [field: string]: unknown;
}

type With<Type, Change> = Omit<Type, keyof Change> & Change;

export interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
  lastUpdateTime?: string;
  lastProbeTime?: string | null;
  observedGeneration?: number;
}

interface WithConditions {
  conditions?: Condition[];
}

export interface PodTemplate {
  metadata: ObjectMeta;
  spec: core.PodSpec;
}

interface WorkloadSpec {
  replicas: number;
  selector: LabelSelector;
  template: PodTemplate;
}

export interface Pod extends KubernetesObject {
  spec: core.PodSpec;
  status: With<core.PodStatus, WithConditions & { phase: string; observedGeneration?: number }>;
}

export interface Deployment extends KubernetesObject {
  spec: With<
    apps.DeploymentSpec,
    WorkloadSpec & {
      progressDeadlineSeconds: number;
      revisionHistoryLimit: number;
      strategy: apps.DeploymentStrategy;
    }
  >;
  status: With<apps.DeploymentStatus, WithConditions & { terminatingReplicas?: number }>;
}

export interface ReplicaSet extends KubernetesObject {
  spec: With<apps.ReplicaSetSpec, WorkloadSpec>;
  status: With<
    apps.ReplicaSetStatus,
    WithConditions & { replicas?: number; terminatingReplicas?: number }
  >;
}

export interface Job extends KubernetesObject {
  spec: With<
    batch.JobSpec,
    { template: PodTemplate; parallelism: number; completions?: number; backoffLimit: number }
  >;
  status: With<batch.JobStatus, WithConditions>;
}

interface LoadBalanced {
  loadBalancer: { ingress?: { hostname?: string }[] };
}

interface Service extends KubernetesObject {
  spec: core.ServiceSpec;
  status: LoadBalanced;
}

interface Ingress extends KubernetesObject {
  spec: networking.IngressSpec;
  status: LoadBalanced;
}

export interface Node extends KubernetesObject {
  spec: core.NodeSpec;
  status: With<core.NodeStatus, WithConditions & { allocatable: Record<string, string> }>;
}

interface Namespace extends KubernetesObject {
  spec: core.NamespaceSpec;
  status: { phase: string };
}

interface DisruptionBudget extends KubernetesObject {
  spec: policy.PodDisruptionBudgetSpec;
  status: With<policy.PodDisruptionBudgetStatus, WithConditions>;
}

export interface KubernetesEvent extends KubernetesObject {
  involvedObject: core.ObjectReference;
  reason: string;
  message: string;
  type: "Normal" | "Warning";
  /** Omitted (and the two times are null) by writers that use events.k8s.io: the scheduler. */
  count?: number;
  firstTimestamp: string | null;
  lastTimestamp: string | null;
  eventTime: string | null;
  reportingComponent: string;
  source: { component?: string; host?: string };
}

/** The kinds whose fields the rehearsal reads, by plural name. All others are plain objects. */
export interface Kinds {
  pods: Pod;
  deployments: Deployment;
  replicasets: ReplicaSet;
  jobs: Job;
  services: Service;
  ingresses: Ingress;
  nodes: Node;
  namespaces: Namespace;
  poddisruptionbudgets: DisruptionBudget;
  events: KubernetesEvent;
  [plural: string]: KubernetesObject;
}
