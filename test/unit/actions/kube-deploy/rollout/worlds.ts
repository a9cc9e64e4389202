// Objects of the namespace "shop", as controllers write them, for tests of assessments.
import type {
  Event,
  KubernetesObject,
  Pod,
  WorkloadKind,
} from "../../../../../actions/kube-deploy/src/api/objects.ts";
import type { ResourceKind } from "../../../../../actions/kube-deploy/src/api/resources.ts";
import { PodHistory } from "../../../../../actions/kube-deploy/src/diagnosis/history.ts";
import { assessWorkload } from "../../../../../actions/kube-deploy/src/rollout/status.ts";
import type { Status } from "../../../../../actions/kube-deploy/src/rollout/status.ts";
import { ClusterView } from "../../../../../actions/kube-deploy/src/rollout/view.ts";

export const NOW = Date.parse("2026-11-21T10:00:00Z");
const REVISION = "deployment.kubernetes.io/revision";
const probe = { httpGet: { path: "/ready", port: 8080 } };

export const container = (name = "app", parts: object = {}) => ({
  name,
  image: "shop/app:2",
  readinessProbe: probe,
  ...parts,
});

/** Returns a workload with this kind and name. The pods of a Deployment belong to the ReplicaSet with its revision. */
export function workload(kind: WorkloadKind, name: string, parts: object = {}): KubernetesObject {
  const base = {
    metadata: {
      name,
      namespace: "shop",
      uid: `${kind}-${name}`,
      generation: 2,
      creationTimestamp: "2026-11-21T08:00:00Z",
      annotations: { [REVISION]: "2" },
    },
    spec: { replicas: 2, template: { spec: { containers: [container()] } } },
    status: { observedGeneration: 2 },
  };
  return merge(base, parts) as unknown as KubernetesObject;
}

export const replicaSet = (
  name: string,
  deployment: string,
  revision: string,
  parts: object = {},
) =>
  merge(
    {
      metadata: {
        name,
        namespace: "shop",
        uid: `rs-${name}`,
        annotations: { [REVISION]: revision },
        ownerReferences: [
          {
            kind: "Deployment",
            name: deployment,
            uid: `Deployment-${deployment}`,
            controller: true,
          },
        ],
      },
      spec: { replicas: 2 },
      status: { conditions: [] },
    },
    parts,
  ) as unknown as KubernetesObject;

/** Returns a pod whose container has this status. @param owner uid of the owner */
export const podOf = (name: string, owner: string, status: object, parts: object = {}) =>
  merge(
    {
      metadata: {
        name,
        namespace: "shop",
        uid: `pod-${name}`,
        creationTimestamp: "2026-11-21T09:59:00Z",
        ownerReferences: [{ kind: "Any", name: "any", uid: owner, controller: true }],
      },
      spec: { nodeName: "node-1", containers: [container()] },
      status: {
        phase: "Running",
        containerStatuses: [{ name: "app", ready: false, restartCount: 0, ...status }],
      },
    },
    parts,
  ) as unknown as Pod;

export const CRASHING = {
  restartCount: 8,
  state: { waiting: { reason: "CrashLoopBackOff" } },
  lastState: { terminated: { exitCode: 1 } },
};
export const STARTING = { state: { waiting: { reason: "ContainerCreating" } } };
export const READY = { ready: true, state: { running: { startedAt: "2026-11-21T09:58:00Z" } } };

export const eventOf = (kind: string, name: string, reason: string, parts: Partial<Event> = {}) =>
  merge(
    {
      metadata: { name: `${name}.${reason}`, namespace: "shop", uid: `event-${name}-${reason}` },
      involvedObject: { kind, name, uid: `${kind}-${name}` },
      type: "Warning",
      reason,
      message: "",
      lastTimestamp: "2026-11-21T09:59:30Z",
    },
    parts,
  ) as unknown as Event;

type Objects = Partial<Record<ResourceKind, readonly KubernetesObject[]>>;

/** Returns a view with these objects. */
export function viewOf(objects: Objects): ClusterView {
  const view = new ClusterView();
  for (const [kind, all] of Object.entries(objects))
    for (const object of all) view.set(kind, object);
  return view;
}

/** Assesses the workload with this kind and name. */
export function assess(
  kind: WorkloadKind,
  name: string,
  objects: Objects,
  { history = new PodHistory(0), since = 0, now = NOW, shortLived = false } = {},
): Status {
  const view = viewOf(objects);
  for (const pod of objects.Pod ?? []) history.observe(pod as Pod);
  return history.during(() =>
    assessWorkload({ kind, namespace: "shop", name, shortLived }, view, history, {
      now,
      serverNow: now,
      since,
      crashTolerance: 2,
    }),
  );
}

export const reasonsOf = ({ diagnoses }: Status): string[] => diagnoses.map(({ reason }) => reason);

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const merge = (base: object, parts: object): object =>
  Object.fromEntries(
    [...new Set([...Object.keys(base), ...Object.keys(parts)])].map((key) => {
      const [one, other] = [(base as Fields)[key], (parts as Fields)[key]];
      if (!(key in parts)) return [key, one];
      return [key, isFields(one) && isFields(other) ? merge(one, other) : other];
    }),
  );
