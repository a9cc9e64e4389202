import { ready } from "../../../../../actions/kube-deploy/src/readiness/verdict.ts";
import type { ContainerStatus } from "../../../../../actions/kube-deploy/src/api/objects.ts";
import type { PodView } from "../../../../../actions/kube-deploy/src/diagnosis/views.ts";
import type { Status } from "../../../../../actions/kube-deploy/src/rollout/status.ts";
import { statusOf } from "../rollout/statuses.ts";

interface PodParts {
  uid?: string;
  isReady?: boolean;
  phase?: string;
  deletionTimestamp?: string;
  /** When the pod became ready. */
  since?: string | undefined;
  /** Status of the container. */
  container?: Partial<ContainerStatus>;
  /** Status of the sidecar; without it, the pod has no status of a sidecar. */
  sidecar?: Partial<ContainerStatus>;
}

/** Returns a pod of the Deployment "web" that is ready, unless `parts` says otherwise. */
export function podOf(parts: PodParts = {}): PodView {
  const { uid = "1", isReady = true, phase = "Running", deletionTimestamp, since } = parts;
  const condition = { type: "Ready", status: isReady ? "True" : "False" };
  const status = { name: "web", ready: isReady, restartCount: 0, ...parts.container };
  const sidecar = { name: "proxy", ready: true, restartCount: 0, ...parts.sidecar };
  return {
    pod: {
      metadata: {
        name: `web-${uid}`,
        namespace: "shop",
        uid,
        creationTimestamp: "",
        ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
      },
      spec: {
        containers: [{ name: "web" }],
        initContainers: [{ name: "proxy", restartPolicy: "Always" }, { name: "migrate" }],
      },
      status: {
        phase,
        conditions: [
          { ...condition, ...(since === undefined ? {} : { lastTransitionTime: since }) },
        ],
        containerStatuses: [status],
        initContainerStatuses: [
          ...(parts.sidecar === undefined ? [] : [sidecar]),
          { name: "migrate", ready: true, restartCount: 3 },
        ],
      },
    },
    events: [],
  };
}

export const readyStatus = (pods: PodView[], status: Partial<Status> = {}): Status => ({
  ...statusOf(ready({ desired: pods.length, ready: pods.length })),
  pods,
  ...status,
});
