import type { WorkloadKind } from "../../../actions/kube-deploy/src/api/objects.ts";
import type { RecordedKind } from "./recording.ts";
import { GATE } from "./stage.ts";
import type { Stage } from "./stage.ts";

/** A rollout to record: the file has its name. */
export interface Scenario {
  name: string;
  kind: WorkloadKind;
  play(stage: Stage): Promise<void>;
}

const image = (version: string) => `registry.example/shop/app:${version}`;
const labels = { app: "app" };
/** An image that the kubelet cannot pull; see record.ts. */
export const MISSING = image("missing");
/** An image whose container ends with an error. */
export const CRASHING = image("crashing");

const template = (version: string, podSpec: object = {}) => ({
  metadata: { labels },
  spec: {
    schedulingGates: [GATE],
    terminationGracePeriodSeconds: 1,
    containers: [{ name: "app", image: image(version) }],
    ...podSpec,
  },
});

const API_VERSIONS = {
  Deployment: "apps/v1",
  StatefulSet: "apps/v1",
  DaemonSet: "apps/v1",
  Job: "batch/v1",
} as const;

const object = (kind: WorkloadKind, spec: object): { kind: RecordedKind; spec: object } => {
  const selector = kind === "Job" ? {} : { selector: { matchLabels: labels } };
  const service = kind === "StatefulSet" ? { serviceName: "app" } : {};
  const pods = kind === "Job" ? template("v1", { restartPolicy: "Never" }) : template("v1");
  return {
    ...{ apiVersion: API_VERSIONS[kind] },
    kind,
    spec: { ...selector, ...service, template: pods, ...spec },
  };
};

/** A change to another image. */
const update = (version: string) => ({ spec: { template: template(version) } });

const deployments: Scenario[] = [
  {
    name: "deployment-rolling-update",
    kind: "Deployment",
    async play(stage) {
      const rollingUpdate = { maxSurge: 1, maxUnavailable: 0 };
      await stage.create(object("Deployment", { replicas: 2, strategy: { rollingUpdate } }));
      await stage.step("created");
      // Together: which of two different old pods is ended first is up to the controller.
      await stage.release();
      await stage.release();
      await stage.step("both pods are scheduled");
      await stage.change(update("v2"));
      await stage.step("image changed");
      await stage.release();
      await stage.step("first new pod is scheduled");
      await stage.release();
      await stage.step("second new pod is scheduled");
    },
  },
  {
    name: "deployment-progress-deadline",
    kind: "Deployment",
    async play(stage) {
      await stage.create(object("Deployment", { replicas: 1, progressDeadlineSeconds: 8 }));
      await stage.step("created");
      await stage.step("deadline is over", /ProgressDeadlineExceeded/);
      await stage.release();
      await stage.step("pod is scheduled after all", /NewReplicaSetAvailable/);
    },
  },
  {
    name: "deployment-image-missing",
    kind: "Deployment",
    async play(stage) {
      await stage.create(object("Deployment", { replicas: 1 }));
      await stage.release();
      await stage.step("created and scheduled");
      await stage.change(update("missing"));
      await stage.step("image changed to one that is not in the registry");
      await stage.release();
      await stage.step("new pod is scheduled");
      await stage.change(update("v1"));
      await stage.step("image changed back");
    },
  },
  {
    name: "deployment-crash-loop",
    kind: "Deployment",
    async play(stage) {
      await stage.create(object("Deployment", { replicas: 1, template: template("crashing") }));
      await stage.release();
      await stage.step("created and scheduled; its container crashes");
    },
  },
  {
    name: "deployment-paused",
    kind: "Deployment",
    async play(stage) {
      await stage.create(object("Deployment", { replicas: 1 }));
      await stage.release();
      await stage.step("created and scheduled");
      await stage.change({ spec: { paused: true } });
      await stage.step("paused");
      await stage.change(update("v2"));
      await stage.step("image changed while paused");
      await stage.change({ spec: { paused: false } });
      await stage.step("resumed");
      await stage.release();
      await stage.step("new pod is scheduled");
    },
  },
  {
    name: "deployment-scale-to-zero",
    kind: "Deployment",
    async play(stage) {
      await stage.create(object("Deployment", { replicas: 1 }));
      await stage.release();
      await stage.step("created and scheduled");
      await stage.change({ spec: { replicas: 0 } });
      await stage.step("scaled to 0");
    },
  },
  {
    name: "deployment-quota",
    kind: "Deployment",
    async play(stage) {
      await stage.limitPods(1);
      await stage.create(object("Deployment", { replicas: 1 }));
      await stage.release();
      await stage.step("created and scheduled; the quota is used up");
      await stage.change(update("v2"));
      await stage.step("image changed: the new pod needs more quota", /ReplicaFailure/);
    },
  },
];

const statefulSets: Scenario[] = [
  {
    name: "stateful-set-rolling-update",
    kind: "StatefulSet",
    async play(stage) {
      await stage.create(object("StatefulSet", { replicas: 2 }));
      await stage.step("created");
      await stage.release("app-0");
      await stage.step("app-0 is scheduled");
      await stage.release("app-1");
      await stage.step("app-1 is scheduled");
      await stage.change(update("v2"));
      await stage.step("image changed");
      await stage.release("app-1");
      await stage.step("new app-1 is scheduled");
      await stage.release("app-0");
      await stage.step("new app-0 is scheduled");
    },
  },
  {
    name: "stateful-set-partition",
    kind: "StatefulSet",
    async play(stage) {
      const updateStrategy = { rollingUpdate: { partition: 1 } };
      await stage.create(object("StatefulSet", { replicas: 2, updateStrategy }));
      await startInOrder(stage);
      await stage.change(update("v2"));
      await stage.step("image changed, partition 1");
      await stage.release("app-1");
      await stage.step("new app-1 is scheduled");
      await stage.change({ spec: { updateStrategy: { rollingUpdate: { partition: 0 } } } });
      await stage.step("partition 0");
      await stage.release("app-0");
      await stage.step("new app-0 is scheduled");
    },
  },
  {
    name: "stateful-set-on-delete",
    kind: "StatefulSet",
    async play(stage) {
      const updateStrategy = { type: "OnDelete" };
      await stage.create(object("StatefulSet", { replicas: 2, updateStrategy }));
      await startInOrder(stage);
      await stage.change(update("v2"));
      await stage.step("image changed");
      for (const pod of ["app-0", "app-1"]) {
        await stage.deletePod(pod);
        await stage.step(`${pod} deleted`);
        await stage.release(pod);
        await stage.step(`new ${pod} is scheduled`);
      }
    },
  },
  {
    // https://github.com/kubernetes/kubernetes/issues/67250
    name: "stateful-set-stuck",
    kind: "StatefulSet",
    async play(stage) {
      await stage.create(object("StatefulSet", { replicas: 2 }));
      await startInOrder(stage);
      await stage.change(update("missing"));
      await stage.step("image changed to one that is not in the registry");
      await stage.release("app-1");
      await stage.step("new app-1 is scheduled");
      await stage.change(update("v1"));
      await stage.step("image changed back: app-1 is not replaced");
      await stage.deletePod("app-1");
      await stage.step("app-1 deleted");
      await stage.release("app-1");
      await stage.step("new app-1 is scheduled");
    },
  },
  {
    name: "stateful-set-reverted",
    kind: "StatefulSet",
    async play(stage) {
      const updateStrategy = { rollingUpdate: { partition: 1 } };
      await stage.create(object("StatefulSet", { replicas: 2, updateStrategy }));
      await startInOrder(stage);
      await stage.change(update("v2"));
      await stage.release("app-1");
      await stage.step("image changed in app-1");
      await stage.holdDeletion("app-1", true);
      await stage.change(update("v1"));
      await stage.step("image changed back; app-1 is being ended");
      await stage.holdDeletion("app-1", false);
      await stage.step("app-1 has ended");
      await stage.release("app-1");
      await stage.step("new app-1 is scheduled");
    },
  },
  {
    name: "stateful-set-scale-down",
    kind: "StatefulSet",
    async play(stage) {
      await stage.create(object("StatefulSet", { replicas: 2 }));
      await startInOrder(stage);
      await stage.change({ spec: { replicas: 1 } });
      await stage.step("scaled to 1");
      await stage.change({ spec: { replicas: 0 } });
      await stage.step("scaled to 0");
    },
  },
  {
    name: "stateful-set-quota",
    kind: "StatefulSet",
    async play(stage) {
      await stage.limitPods(1);
      await stage.create(object("StatefulSet", { replicas: 2 }));
      await stage.release("app-0");
      await stage.step("created, app-0 is scheduled, app-1 needs more quota");
      await stage.limitPods(2);
      await stage.release("app-1");
      await stage.step("more quota, app-1 is scheduled");
    },
  },
];

async function startInOrder(stage: Stage): Promise<void> {
  await stage.release("app-0");
  await stage.release("app-1");
  await stage.step("created and scheduled");
}

const daemonSets: Scenario[] = [
  {
    name: "daemon-set-rolling-update",
    kind: "DaemonSet",
    async play(stage) {
      await stage.create(object("DaemonSet", {}));
      await stage.step("created for two nodes");
      // Together: which of two different old pods is ended first is up to the controller.
      await stage.release();
      await stage.release();
      await stage.step("both pods are scheduled");
      await stage.change(update("v2"));
      await stage.step("image changed, maxUnavailable 1");
      await stage.release();
      await stage.step("new pod of one node is scheduled");
      await stage.release();
      await stage.step("new pod of the other node is scheduled");
    },
  },
  {
    name: "daemon-set-on-delete",
    kind: "DaemonSet",
    async play(stage) {
      await stage.create(object("DaemonSet", { updateStrategy: { type: "OnDelete" } }));
      await stage.release();
      await stage.release();
      await stage.step("created and scheduled on two nodes");
      await stage.change(update("v2"));
      await stage.step("image changed");
    },
  },
  {
    name: "daemon-set-no-node",
    kind: "DaemonSet",
    async play(stage) {
      const nodeSelector = { "shop.example/gpu": "true" };
      await stage.create(object("DaemonSet", { template: template("v1", { nodeSelector }) }));
      await stage.step("created for nodes that do not exist");
    },
  },
];

const jobs: Scenario[] = [
  {
    name: "job-complete",
    kind: "Job",
    async play(stage) {
      await stage.create(object("Job", { completions: 2, parallelism: 1 }));
      await stage.step("created", /"active":1/);
      await stage.release();
      await stage.step("first pod is scheduled and ends", /"succeeded":1/);
      await stage.release();
      await stage.step("second pod is scheduled and ends", /"Complete"/);
    },
  },
  {
    name: "job-backoff-limit",
    kind: "Job",
    async play(stage) {
      const pods = template("crashing", { restartPolicy: "Never" });
      await stage.create(object("Job", { backoffLimit: 1, template: pods }));
      await stage.step("created", /"active":1/);
      await stage.release();
      await stage.step("first pod fails, a second one is created", /"active":1.*"failed":1/);
      await stage.release();
      await stage.step("second pod fails", /"Failed"/);
    },
  },
  {
    name: "job-deadline",
    kind: "Job",
    async play(stage) {
      await stage.create(object("Job", { activeDeadlineSeconds: 8 }));
      await stage.step("created", /"active":1/);
      await stage.step("deadline is over", /"Failed"/);
    },
  },
  {
    name: "job-suspended",
    kind: "Job",
    async play(stage) {
      await stage.create(object("Job", { suspend: true }));
      await stage.step("created, suspended", /"Suspended"/);
      await stage.change({ spec: { suspend: false } });
      await stage.step("resumed", /"active":1/);
      await stage.release();
      await stage.step("pod is scheduled and ends", /"Complete"/);
    },
  },
];

export const SCENARIOS: readonly Scenario[] = [
  ...deployments,
  ...statefulSets,
  ...daemonSets,
  ...jobs,
];
