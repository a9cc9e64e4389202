// Objects of a namespace "fleet" with one Deployment "frontend", in the form in which a real control plane writes them.
import type { ScriptedApi } from "./api.ts";
import { stateResource } from "./state-resource.ts";

export const DIGEST = `sha256:${"4f".repeat(32)}`;
export const IMAGE = `111122223333.dkr.ecr.eu-west-1.amazonaws.com/fleet-dev/frontend@${DIGEST}`;
export const POD = "frontend-6d5f7c9b8-x2x7q";

export const PATHS = {
  deployments: "/apis/apps/v1/namespaces/fleet/deployments",
  replicaSets: "/apis/apps/v1/namespaces/fleet/replicasets",
  pods: "/api/v1/namespaces/fleet/pods",
  events: "/api/v1/namespaces/fleet/events",
  ingresses: "/apis/networking.k8s.io/v1/namespaces/fleet/ingresses",
};

const now = () => `${new Date().toISOString().slice(0, 19)}Z`;
const condition = (type: string, status: string, reason: string, message = "") => ({
  type,
  status,
  reason,
  message,
});
const container = {
  name: "frontend",
  image: IMAGE,
  readinessProbe: { httpGet: { path: "/readyz", port: 8080 } },
};

/** Returns a Deployment of two pods. `ready` is the number of pods that are ready. */
export function deployment(ready: number) {
  const whole = ready === 2;
  return {
    metadata: {
      name: "frontend",
      namespace: "fleet",
      uid: "deployment-1",
      generation: 1,
      annotations: { "deployment.kubernetes.io/revision": "1" },
    },
    spec: {
      replicas: 2,
      progressDeadlineSeconds: 300,
      template: { spec: { containers: [container] } },
    },
    status: {
      observedGeneration: 1,
      replicas: 2,
      updatedReplicas: 2,
      readyReplicas: ready,
      availableReplicas: ready,
      conditions: [
        condition("Available", whole ? "True" : "False", "MinimumReplicasAvailable"),
        condition("Progressing", "True", whole ? "NewReplicaSetAvailable" : "ReplicaSetUpdated"),
      ],
    },
  };
}

export const replicaSet = (conditions: object[] = []) => ({
  metadata: {
    name: "frontend-6d5f7c9b8",
    namespace: "fleet",
    uid: "replicaset-1",
    annotations: { "deployment.kubernetes.io/revision": "1" },
    ownerReferences: [
      { kind: "Deployment", name: "frontend", uid: "deployment-1", controller: true },
    ],
  },
  spec: { replicas: 2 },
  status: { conditions },
});

/** Returns a pod of the Deployment's ReplicaSet, with a container in this state. */
export const pod = (status: object, phase = "Pending") => ({
  metadata: {
    name: POD,
    namespace: "fleet",
    uid: "pod-1",
    creationTimestamp: now(),
    ownerReferences: [
      { kind: "ReplicaSet", name: "frontend-6d5f7c9b8", uid: "replicaset-1", controller: true },
    ],
  },
  spec: { nodeName: "node-1", containers: [container] },
  status: {
    phase,
    conditions: [condition("Ready", "False", "ContainersNotReady")],
    containerStatuses: [
      { name: "frontend", image: IMAGE, imageID: "", ready: false, restartCount: 0, ...status },
    ],
  },
});

/** Returns the pod when it is ready. @param image the image that it runs */
export function runningPod(image = IMAGE) {
  const state = { running: { startedAt: now() } };
  const started = pod({ ready: true, image, imageID: image, state }, "Running");
  return { ...started, spec: { ...started.spec, containers: [{ ...container, image }] } };
}

export const warning = (reason: string, message: string) => ({
  metadata: { name: `${POD}.${reason}`, namespace: "fleet", uid: `event-${reason}` },
  involvedObject: { kind: "Pod", name: POD, namespace: "fleet", uid: "pod-1" },
  type: "Warning",
  reason,
  message,
  count: 3,
  firstTimestamp: now(),
  lastTimestamp: now(),
});

const metadata = (name: string, annotations: object | null = null) => [
  { name, namespace: "fleet", annotations, labels: null, generation: 1 },
];

/**
 * Returns Terraform's state of the fleet, as `show -json` prints it. `host` makes the address known; `secret` is a
 * sensitive value.
 */
export function state(options: { host?: string; secret?: string } = {}) {
  const rule = [{ host: options.host ?? null }];
  return {
    format_version: "1.0",
    terraform_version: "1.11.4",
    values: {
      root_module: {
        resources: [
          stateResource("kubernetes_namespace_v1", "this", { metadata: [{ name: "fleet" }] }),
          stateResource("kubernetes_ingress_v1", "frontend", {
            metadata: metadata("frontend"),
            spec: [{ rule, tls: [] }],
          }),
          stateResource(
            "kubernetes_secret_v1",
            "app",
            { metadata: metadata("app"), data: { password: options.secret ?? null } },
            { data: { password: true } },
          ),
        ],
        child_modules: [
          {
            address: "module.frontend",
            resources: [
              stateResource("kubernetes_deployment_v1", "this", {
                metadata: metadata("frontend"),
                spec: [{ replicas: "2" }],
              }),
            ],
          },
        ],
      },
    },
  };
}

/** Puts a Deployment that runs an image. */
export function putHealthy(api: ScriptedApi, image: string = IMAGE): void {
  api.set(PATHS.deployments, deployment(2));
  api.set(PATHS.replicaSets, replicaSet());
  api.set(PATHS.pods, runningPod(image));
}

/** Puts a Deployment whose pod cannot start: the node cannot find its image. */
export function putBroken(api: ScriptedApi): void {
  api.set(PATHS.deployments, deployment(0));
  api.set(PATHS.replicaSets, replicaSet());
  const message = `failed to pull and unpack image "${IMAGE}": ${IMAGE}: not found`;
  api.set(PATHS.pods, pod({ state: { waiting: { reason: "ErrImagePull", message } } }));
}
