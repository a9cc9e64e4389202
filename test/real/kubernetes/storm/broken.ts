import { setTimeout as pause } from "node:timers/promises";
import type {
  KubernetesObject,
  WorkloadKind,
} from "../../../../actions/kube-deploy/src/api/objects.ts";
import { collectionPath } from "../../../../actions/kube-deploy/src/api/resources.ts";
import type { Outcome } from "../../../../actions/kube-deploy/src/rollout/await.ts";
import type { FailureReason } from "../../../../rehearsal/kubernetes/failures.ts";
import type { Kubernetes } from "../../../engines/kubernetes/engine.ts";
import { randomOf } from "./client.ts";
import {
  change,
  closeNamespace,
  create,
  openNamespace,
  specOf,
  watch,
  type Rollout,
} from "./plane.ts";

/** A kind of rollout that never becomes healthy. */
interface Broken {
  name: string;
  /** Pattern of reasons that name the cause. */
  told: RegExp;
  kind?: WorkloadKind;
  /** What the kubelet does with the new pods. */
  kubelet?: FailureReason;
  /** Specification of the new version. */
  parts?: Parameters<typeof specOf>[2];
  /** Labels of the namespace. */
  labels?: Record<string, string>;
  /** A limit of the namespace, as in `spec.hard` of a ResourceQuota. */
  quota?: Record<string, string>;
  /** True if no earlier version ran. */
  isFirst?: boolean;
  /** Pattern of a container's waiting reason that is final: waiting longer is pointless. */
  fatal?: RegExp;
}

const probe = { httpGet: { path: "/live", port: 8080 }, periodSeconds: 2 };
const container = (parts: object) => ({ container: parts });
const pod = (parts: object) => ({ pod: parts });
const WEBHOOK = "storm-webhook";

export const BROKEN: readonly Broken[] = [
  {
    name: "image-not-found",
    kubelet: "image-not-found",
    told: /^image-not-found$/,
    fatal: /ErrImagePull|ImagePullBackOff/,
  },
  { name: "pull-denied", kubelet: "image-pull-denied", told: /^image-pull-denied$/ },
  {
    name: "platform",
    kubelet: "image-wrong-platform",
    told: /^image-platform$/,
    fatal: /ErrImagePull|ImagePullBackOff/,
  },
  { name: "secret", kubelet: "config-error", told: /^container-configuration$/ },
  { name: "crash", kubelet: "crash", told: /^(?:crash-loop|container-restarted)$/ },
  { name: "oom", kubelet: "oom", told: /^(?:out-of-memory|container-restarted)$/ },
  {
    name: "init",
    kubelet: "init",
    told: /^(?:init-container-failed|container-restarted)$/,
    parts: pod({ initContainers: [{ name: "migrate", image: "registry.example/storm:v2" }] }),
  },
  { name: "probe", kubelet: "probe", told: /^readiness-probe-failed$/ },
  { name: "never-ready", kubelet: "never-ready", told: /^readiness-probe-failed$/ },
  {
    name: "liveness",
    kubelet: "liveness",
    told: /^(?:liveness-probe-failed|container-restarted|not-ready)$/,
    // The pod is ready at first. minReadySeconds says how long it has to stay ready.
    parts: { ...container({ livenessProbe: probe }), spec: { minReadySeconds: 5 } },
  },
  {
    name: "startup",
    kubelet: "startup",
    told: /^(?:startup-probe-failed|container-restarted)$/,
    parts: container({ startupProbe: probe }),
  },
  { name: "quota", told: /^quota-exceeded$/, quota: { pods: "0" }, isFirst: true },
  {
    name: "replica-set-quota",
    told: /^quota-exceeded$/,
    quota: { "count/replicasets.apps": "0" },
    isFirst: true,
  },
  {
    name: "pod-security",
    told: /^pod-security$/,
    labels: { "pod-security.kubernetes.io/enforce": "restricted" },
    isFirst: true,
  },
  {
    name: "cpu",
    told: /^unschedulable$/,
    parts: container({ resources: { requests: { cpu: "64" } } }),
  },
  { name: "selector", told: /^unschedulable$/, parts: pod({ nodeSelector: { gpu: "yes" } }) },
  { name: "account", told: /^service-account-missing$/, parts: pod({ serviceAccountName: "ci" }) },
  {
    name: "claim",
    told: /^volume-claim-missing$/,
    parts: pod({ volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }] }),
  },
  {
    name: "mounted-secret",
    told: /^volume-mount-failed$/,
    parts: {
      ...pod({ volumes: [{ name: "tls", secret: { secretName: "tls" } }] }),
      ...container({ volumeMounts: [{ name: "tls", mountPath: "/tls" }] }),
    },
  },
  {
    name: "config-map",
    told: /^container-configuration$/,
    parts: container({ envFrom: [{ configMapRef: { name: "settings" } }] }),
  },
  {
    name: "webhook",
    told: /^webhook-unavailable$/,
    labels: { [WEBHOOK]: "yes" },
    isFirst: true,
  },
  {
    name: "job-retries",
    kind: "Job",
    kubelet: "crash",
    told: /^job-failed|container|crash-loop/,
    parts: { spec: { backoffLimit: 1 }, pod: { restartPolicy: "Never" } },
    isFirst: true,
  },
  {
    name: "job-deadline",
    kind: "Job",
    told: /^job-failed|unschedulable/,
    parts: { spec: { activeDeadlineSeconds: 2 }, pod: { nodeSelector: { gpu: "yes" } } },
    isFirst: true,
  },
  { name: "paused", told: /^rollout-paused$/, parts: { spec: { paused: true } } },
  {
    name: "scheduling-gate",
    told: /^scheduling-gated$/,
    parts: pod({ schedulingGates: [{ name: "queue.example/admitted" }] }),
  },
  {
    name: "readiness-gate",
    told: /^readiness-gate$/,
    parts: pod({ readinessGates: [{ conditionType: "search.example/loaded" }] }),
  },
  {
    name: "deadline",
    kubelet: "never-ready",
    told: /^(?:progress-deadline-exceeded|readiness-probe-failed)$/,
    parts: { spec: { progressDeadlineSeconds: 4 } },
  },
  {
    name: "daemons",
    kind: "DaemonSet",
    kubelet: "image-not-found",
    told: /^image-not-found$/,
    fatal: /ErrImagePull|ImagePullBackOff/,
  },
  { name: "set", kind: "StatefulSet", kubelet: "crash", told: /^crash-loop|container-restarted$/ },
];

/** Runs a broken rollout. @returns the verdict, and how many milliseconds it came after the fatal state */
export async function rollOutBroken(
  plane: Kubernetes,
  index: number,
): Promise<{ broken: Broken; outcome: Outcome; fatalFor: number | undefined }> {
  const broken = BROKEN[index % BROKEN.length];
  if (broken === undefined) throw new Error("there is no kind");
  const random = randomOf(index);
  const { kind = "Deployment" } = broken;
  // Longer than any pause of the controllers.
  const rollout: Rollout = { kind, name: `storm-b-${index}`, random, timeout: 14_000 };
  const { name } = rollout;
  const { kubelet: reason } = broken;
  if (reason !== undefined) plane.kubelet.fail({ reason, workload: name, image: "*:v2" });
  await openNamespace(plane, name, broken.labels);
  if (broken.quota !== undefined) await limit(plane, name, broken.quota);
  let since = Date.now();
  const spec = specOf(rollout, "v2", broken.parts);
  if (broken.isFirst === true) {
    await create(plane, rollout, spec);
  } else {
    await create(plane, rollout, specOf(rollout, "v1"));
    await pause(2000);
    since = Date.now();
    await change(plane, rollout, spec);
  }
  const stop = new AbortController();
  const seen =
    broken.fatal === undefined ? undefined : firstFatal(plane, rollout, broken.fatal, stop);
  const outcome = await watch(plane, rollout, since);
  stop.abort();
  const fatalAt = await seen;
  await closeNamespace(plane, name);
  return {
    broken,
    outcome,
    fatalFor: fatalAt === undefined ? undefined : outcome.endedAt - fatalAt,
  };
}

async function limit(plane: Kubernetes, name: string, hard: object): Promise<void> {
  const path = `/api/v1/namespaces/${name}/resourcequotas`;
  const metadata = { name: "team", namespace: name };
  await plane.client.request("POST", path, { metadata, spec: { hard } });
  for (;;) {
    const { status } = (await plane.client.request("GET", `${path}/team`)) as {
      status?: { hard?: object };
    };
    if (status?.hard !== undefined) return;
    await pause(200);
  }
}

/**
 * Returns when a container of the namespace was first seen in such a state after its controller had reported the newest
 * specification. While the controllers are paused, nothing says which version a pod belongs to.
 */
async function firstFatal(
  { client }: Kubernetes,
  { kind, name }: Rollout,
  fatal: RegExp,
  { signal }: AbortController,
): Promise<number | undefined> {
  const workload = `${collectionPath(kind, name)}/${name}`;
  while (!signal.aborted) {
    const { items } = (await client.request("GET", `/api/v1/namespaces/${name}/pods`)) as {
      items: object[];
    };
    const { metadata, status } = (await client.request("GET", workload)) as KubernetesObject & {
      status?: { observedGeneration?: number };
    };
    const isReported = (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0);
    if (isReported && fatal.test(JSON.stringify(items))) return Date.now();
    await pause(100, undefined, { signal }).catch(() => undefined);
  }
  return undefined;
}

/** Creates an admission webhook for pods of labelled namespaces. No server answers for it. */
export const createDeadWebhook = ({ client }: Kubernetes): Promise<unknown> =>
  client.request("POST", "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", {
    metadata: { name: WEBHOOK },
    webhooks: [
      {
        name: "pods.storm.example",
        clientConfig: { url: "https://127.0.0.1:1/validate" },
        rules: [
          { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] },
        ],
        namespaceSelector: { matchLabels: { [WEBHOOK]: "yes" } },
        admissionReviewVersions: ["v1"],
        sideEffects: "None",
        timeoutSeconds: 1,
      },
    ],
  });
