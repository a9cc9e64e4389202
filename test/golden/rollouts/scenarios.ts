import type { WorkloadKind } from "../../../actions/kube-deploy/src/api/objects.ts";
import type { RecordedKind } from "./recording.ts";
import { GATE } from "./stage.ts";
import type { Stage } from "./stage.ts";

type Action = (stage: Stage) => Promise<void>;

interface Step {
  /** Name of the step. It is recorded when the actions are done and the namespace is at rest. */
  step: string;
  actions?: readonly Action[];
  /** Also wait until the workload's status matches: the controller of a Job acts late. */
  until?: RegExp;
}

/** A rollout to record, into a file with the scenario's name. */
export interface Scenario {
  name: string;
  kind: WorkloadKind;
  /** Maximum number of pods in the namespace when the workload is created. */
  quota?: number;
  spec: object;
  steps: readonly Step[];
}

/** Creates the workload of a scenario and plays its steps. */
export async function play({ kind, quota, spec, steps }: Scenario, stage: Stage): Promise<void> {
  if (quota !== undefined) await stage.limitPods(quota);
  await stage.create(object(kind, spec));
  for (const { step, actions = [], until } of steps) {
    for (const act of actions) await act(stage);
    await stage.step(step, until);
  }
}

const image = (version: string) => `registry.example/shop/app:${version}`;
const labels = { app: "app" };
/** An image that the kubelet cannot pull. See record.ts. */
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

const object = (
  kind: WorkloadKind,
  spec: object,
): { apiVersion: string; kind: RecordedKind; spec: object } => {
  const selector = kind === "Job" ? {} : { selector: { matchLabels: labels } };
  const service = kind === "StatefulSet" ? { serviceName: "app" } : {};
  const pods = kind === "Job" ? template("v1", { restartPolicy: "Never" }) : template("v1");
  return {
    apiVersion: API_VERSIONS[kind],
    kind,
    spec: { ...selector, ...service, template: pods, ...spec },
  };
};

/** Lets the scheduler take the named pod, or the oldest waiting pod. */
const schedule =
  (pod?: string): Action =>
  (stage) =>
    stage.release(pod);
const change =
  (spec: object): Action =>
  (stage) =>
    stage.change({ spec });
const setImage = (version: string): Action => change({ template: template(version) });
const deletePod =
  (pod: string): Action =>
  (stage) =>
    stage.deletePod(pod);
const holdDeletion =
  (pod: string, hold: boolean): Action =>
  (stage) =>
    stage.holdDeletion(pod, hold);
const limitPods =
  (pods: number): Action =>
  (stage) =>
    stage.limitPods(pods);

const ONE: Step = { step: "created and scheduled", actions: [schedule()] };
/** Schedules two pods together, because the controller decides which of two different old pods it ends first. */
const BOTH = [schedule(), schedule()];
const IN_ORDER: Step = {
  step: "created and scheduled",
  actions: [schedule("app-0"), schedule("app-1")],
};
const newPod = (pod: string): Step => ({
  step: `new ${pod} is scheduled`,
  actions: [schedule(pod)],
});
const MISSING_IMAGE: Step = {
  step: "image changed to one that is not in the registry",
  actions: [setImage("missing")],
};
const IMAGE_CHANGED: Step = { step: "image changed", actions: [setImage("v2")] };

const deployments: Omit<Scenario, "kind">[] = [
  {
    name: "deployment-rolling-update",
    spec: { replicas: 2, strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } },
    steps: [
      { step: "created" },
      { step: "both pods are scheduled", actions: BOTH },
      IMAGE_CHANGED,
      { step: "first new pod is scheduled", actions: [schedule()] },
      { step: "second new pod is scheduled", actions: [schedule()] },
    ],
  },
  {
    name: "deployment-progress-deadline",
    spec: { replicas: 1, progressDeadlineSeconds: 8 },
    steps: [
      { step: "created" },
      { step: "deadline is over", until: /ProgressDeadlineExceeded/ },
      {
        step: "pod is scheduled after all",
        actions: [schedule()],
        until: /NewReplicaSetAvailable/,
      },
    ],
  },
  {
    name: "deployment-image-missing",
    spec: { replicas: 1 },
    steps: [
      ONE,
      MISSING_IMAGE,
      { step: "new pod is scheduled", actions: [schedule()] },
      { step: "image changed back", actions: [setImage("v1")] },
    ],
  },
  {
    name: "deployment-crash-loop",
    spec: { replicas: 1, template: template("crashing") },
    steps: [{ step: "created and scheduled; its container crashes", actions: [schedule()] }],
  },
  {
    name: "deployment-paused",
    spec: { replicas: 1 },
    steps: [
      ONE,
      { step: "paused", actions: [change({ paused: true })] },
      { step: "image changed while paused", actions: [setImage("v2")] },
      { step: "resumed", actions: [change({ paused: false })] },
      { step: "new pod is scheduled", actions: [schedule()] },
    ],
  },
  {
    name: "deployment-scale-to-zero",
    spec: { replicas: 1 },
    steps: [ONE, { step: "scaled to 0", actions: [change({ replicas: 0 })] }],
  },
  {
    name: "deployment-quota",
    quota: 1,
    spec: { replicas: 1 },
    steps: [
      { step: "created and scheduled; the quota is used up", actions: [schedule()] },
      {
        step: "image changed: the new pod needs more quota",
        actions: [setImage("v2")],
        until: /ReplicaFailure/,
      },
    ],
  },
];

const statefulSets: Omit<Scenario, "kind">[] = [
  {
    name: "stateful-set-rolling-update",
    spec: { replicas: 2 },
    steps: [
      { step: "created" },
      { step: "app-0 is scheduled", actions: [schedule("app-0")] },
      { step: "app-1 is scheduled", actions: [schedule("app-1")] },
      IMAGE_CHANGED,
      newPod("app-1"),
      newPod("app-0"),
    ],
  },
  {
    name: "stateful-set-partition",
    spec: { replicas: 2, updateStrategy: { rollingUpdate: { partition: 1 } } },
    steps: [
      IN_ORDER,
      { step: "image changed, partition 1", actions: [setImage("v2")] },
      newPod("app-1"),
      {
        step: "partition 0",
        actions: [change({ updateStrategy: { rollingUpdate: { partition: 0 } } })],
      },
      newPod("app-0"),
    ],
  },
  {
    name: "stateful-set-on-delete",
    spec: { replicas: 2, updateStrategy: { type: "OnDelete" } },
    steps: [
      IN_ORDER,
      IMAGE_CHANGED,
      ...["app-0", "app-1"].flatMap((pod) => [
        { step: `${pod} deleted`, actions: [deletePod(pod)] },
        newPod(pod),
      ]),
    ],
  },
  {
    // The broken pod of the withdrawn version stays: https://github.com/kubernetes/kubernetes/issues/67250
    name: "stateful-set-stuck",
    spec: { replicas: 2 },
    steps: [
      IN_ORDER,
      MISSING_IMAGE,
      newPod("app-1"),
      { step: "image changed back: app-1 is not replaced", actions: [setImage("v1")] },
      { step: "app-1 deleted", actions: [deletePod("app-1")] },
      newPod("app-1"),
    ],
  },
  {
    // While the pod of the withdrawn version ends, it is still ready and counts as a ready replica.
    name: "stateful-set-reverted",
    spec: { replicas: 2, updateStrategy: { rollingUpdate: { partition: 1 } } },
    steps: [
      IN_ORDER,
      { step: "image changed in app-1", actions: [setImage("v2"), schedule("app-1")] },
      {
        step: "image changed back; app-1 is being ended",
        actions: [holdDeletion("app-1", true), setImage("v1")],
      },
      { step: "app-1 has ended", actions: [holdDeletion("app-1", false)] },
      newPod("app-1"),
    ],
  },
  {
    name: "stateful-set-scale-down",
    spec: { replicas: 2 },
    steps: [
      IN_ORDER,
      { step: "scaled to 1", actions: [change({ replicas: 1 })] },
      { step: "scaled to 0", actions: [change({ replicas: 0 })] },
    ],
  },
  {
    name: "stateful-set-quota",
    quota: 1,
    spec: { replicas: 2 },
    steps: [
      {
        step: "created, app-0 is scheduled, app-1 needs more quota",
        actions: [schedule("app-0")],
      },
      {
        step: "more quota, app-1 is scheduled",
        actions: [limitPods(2), schedule("app-1")],
      },
    ],
  },
];

const daemonSets: Omit<Scenario, "kind">[] = [
  {
    name: "daemon-set-rolling-update",
    spec: {},
    steps: [
      { step: "created for two nodes" },
      { step: "both pods are scheduled", actions: BOTH },
      { step: "image changed, maxUnavailable 1", actions: [setImage("v2")] },
      { step: "new pod of one node is scheduled", actions: [schedule()] },
      { step: "new pod of the other node is scheduled", actions: [schedule()] },
    ],
  },
  {
    name: "daemon-set-on-delete",
    spec: { updateStrategy: { type: "OnDelete" } },
    steps: [{ step: "created and scheduled on two nodes", actions: BOTH }, IMAGE_CHANGED],
  },
  {
    name: "daemon-set-no-node",
    spec: { template: template("v1", { nodeSelector: { "shop.example/gpu": "true" } }) },
    steps: [{ step: "created for nodes that do not exist" }],
  },
];

const JOB_CREATED: Step = { step: "created", until: /"active":1/ };
const jobs: Omit<Scenario, "kind">[] = [
  {
    name: "job-complete",
    spec: { completions: 2, parallelism: 1 },
    steps: [
      JOB_CREATED,
      {
        step: "first pod is scheduled and ends",
        actions: [schedule()],
        until: /"succeeded":1/,
      },
      { step: "second pod is scheduled and ends", actions: [schedule()], until: /"Complete"/ },
    ],
  },
  {
    name: "job-backoff-limit",
    spec: { backoffLimit: 1, template: template("crashing", { restartPolicy: "Never" }) },
    steps: [
      JOB_CREATED,
      {
        step: "first pod fails, a second one is created",
        actions: [schedule()],
        until: /"active":1.*"failed":1/,
      },
      { step: "second pod fails", actions: [schedule()], until: /"Failed"/ },
    ],
  },
  {
    name: "job-deadline",
    spec: { activeDeadlineSeconds: 8 },
    steps: [JOB_CREATED, { step: "deadline is over", until: /"Failed"/ }],
  },
  {
    name: "job-suspended",
    spec: { suspend: true },
    steps: [
      { step: "created, suspended", until: /"Suspended"/ },
      { step: "resumed", actions: [change({ suspend: false })], until: /"active":1/ },
      { step: "pod is scheduled and ends", actions: [schedule()], until: /"Complete"/ },
    ],
  },
];

const of = (kind: WorkloadKind, scenarios: Omit<Scenario, "kind">[]): Scenario[] =>
  scenarios.map((scenario) => ({ kind, ...scenario }));

export const SCENARIOS: readonly Scenario[] = [
  ...of("Deployment", deployments),
  ...of("StatefulSet", statefulSets),
  ...of("DaemonSet", daemonSets),
  ...of("Job", jobs),
];
