// How soon the verdict comes after the end of a grace period: a real watch over HTTPS, with a clock of the test.
import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { KubernetesClient } from "../../../../../actions/kube-deploy/src/api/client.ts";
import type {
  KubernetesObject,
  WorkloadKind,
} from "../../../../../actions/kube-deploy/src/api/objects.ts";
import { collectionPath } from "../../../../../actions/kube-deploy/src/api/resources.ts";
import type { ResourceKind } from "../../../../../actions/kube-deploy/src/api/resources.ts";
import { GRACE_PERIODS } from "../../../../../actions/kube-deploy/src/diagnosis/diagnosis.ts";
import { awaitOutcome } from "../../../../../actions/kube-deploy/src/rollout/await.ts";
import type { Outcome } from "../../../../../actions/kube-deploy/src/rollout/await.ts";
import { causeOf } from "../../../../../actions/kube-deploy/src/rollout/cause.ts";
import { Observer } from "../../../../../actions/kube-deploy/src/rollout/observer.ts";
import { PodHistory } from "../../../../../actions/kube-deploy/src/diagnosis/history.ts";
import { ScriptedApi } from "../../../../support/kubernetes/api.ts";
import { CRASHING, NOW, eventOf, podOf, replicaSet, workload } from "./worlds.ts";

/** The most milliseconds from the end of a grace period to the verdict. */
const LATEST = 3000;
const HOUR = 3_600_000;

let api: ScriptedApi;
beforeEach(async () => {
  api = await new ScriptedApi().start();
  jest.useFakeTimers({ now: NOW, doNotFake: ["setImmediate", "nextTick", "queueMicrotask"] });
});
afterEach(async () => {
  jest.useRealTimers();
  await api.close();
});

/** Uses the fake clock as server time: the answers' headers have the real time of the machine. */
class Client extends KubernetesClient {
  override serverTime = (): number => Date.now();
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

async function until(isOver: () => boolean): Promise<void> {
  while (!isOver()) await turn();
}

type Objects = Partial<Record<ResourceKind, readonly KubernetesObject[]>>;

interface Fatal {
  kind?: WorkloadKind;
  /** The objects that are the bad sign. */
  signal: Objects;
  reason: string;
  /** How long the bad sign is tolerated, in milliseconds. */
  grace: number;
}

const pods = (status: object, parts: object = {}): Objects => ({
  Pod: ["a", "b"].map((name) => podOf(`web-2-${name}`, "rs-web-2", status, parts)),
});
const waiting = (reason: string, message: string): Objects =>
  pods({ state: { waiting: { reason, message } } });
const failedPull = (reason: string) =>
  waiting(reason, 'failed to pull and unpack image "shop/app:2": shop/app:2: not found');
const condition = (type: string, reason: string, message: string) => ({
  type,
  status: "True",
  reason,
  message,
  lastUpdateTime: "2026-11-21T10:00:00Z",
});
const refused = (message: string): Objects => ({
  ReplicaSet: [
    replicaSet("web-2", "web", "2", {
      status: { conditions: [condition("ReplicaFailure", "FailedCreate", message)] },
    }),
  ],
});
const deployment = (reason: string, message: string): Objects => ({
  Deployment: [
    workload("Deployment", "web", {
      status: { conditions: [{ ...condition("Progressing", reason, message), status: "False" }] },
    }),
  ],
});
const unschedulable = (message: string): Objects =>
  pods(
    {},
    {
      spec: { nodeName: undefined },
      status: {
        phase: "Pending",
        containerStatuses: [],
        conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message }],
      },
    },
  );

/** Pods of the older version, which may take 30 seconds to end, can free the quota. Milliseconds. */
const QUOTA = GRACE_PERIODS.podsRefused + 30_000;

test.each<[string, Fatal]>([
  [
    "ErrImagePull, not found",
    { signal: failedPull("ErrImagePull"), reason: "image-not-found", grace: 0 },
  ],
  [
    "ImagePullBackOff, not found",
    { signal: failedPull("ImagePullBackOff"), reason: "image-not-found", grace: 0 },
  ],
  [
    "ErrImagePull, denied",
    {
      signal: waiting("ErrImagePull", "failed to resolve reference: 403 Forbidden"),
      reason: "image-pull-denied",
      grace: GRACE_PERIODS.pullDenied,
    },
  ],
  [
    "InvalidImageName",
    {
      signal: waiting("InvalidImageName", "invalid reference format"),
      reason: "invalid-image-name",
      grace: 0,
    },
  ],
  [
    "CreateContainerConfigError, a Secret is missing",
    {
      signal: waiting("CreateContainerConfigError", 'secret "database" not found'),
      reason: "container-configuration",
      grace: GRACE_PERIODS.configuration,
    },
  ],
  [
    "CreateContainerConfigError, runs as root",
    {
      signal: waiting(
        "CreateContainerConfigError",
        "container has runAsNonRoot and image will run as root",
      ),
      reason: "runs-as-root",
      grace: 0,
    },
  ],
  [
    "RunContainerError",
    {
      signal: waiting("RunContainerError", 'exec: "/app": executable file not found in $PATH'),
      reason: "container-not-started",
      grace: GRACE_PERIODS.start,
    },
  ],
  [
    "Unschedulable",
    {
      signal: unschedulable("0/3 nodes are available: 3 Insufficient cpu."),
      reason: "unschedulable",
      grace: GRACE_PERIODS.unschedulable,
    },
  ],
  [
    "quota, FailedCreate",
    {
      signal: refused('pods "web-2-x" is forbidden: exceeded quota: team, requested: pods=1'),
      reason: "quota-exceeded",
      grace: QUOTA,
    },
  ],
  [
    "quota, ReplicaSetCreateError",
    {
      signal: deployment(
        "ReplicaSetCreateError",
        'replicasets.apps "web-2" is forbidden: exceeded quota: team',
      ),
      reason: "quota-exceeded",
      grace: 0,
    },
  ],
  [
    "a webhook denies",
    {
      signal: refused('admission webhook "sign.example.com" denied the request: not signed'),
      reason: "admission-denied",
      grace: GRACE_PERIODS.podsRefused,
    },
  ],
  [
    "pod security",
    {
      signal: refused('pods "web-2-x" is forbidden: violates PodSecurity "restricted:latest": x'),
      reason: "pod-security",
      grace: GRACE_PERIODS.podsRefused,
    },
  ],
  [
    "CrashLoopBackOff beyond the tolerance",
    { signal: pods(CRASHING), reason: "crash-loop", grace: 0 },
  ],
  [
    "repeatedly out of memory",
    {
      signal: pods({
        ...CRASHING,
        lastState: { terminated: { exitCode: 137, reason: "OOMKilled" } },
      }),
      reason: "out-of-memory",
      grace: 0,
    },
  ],
  [
    "the progress deadline",
    {
      signal: deployment("ProgressDeadlineExceeded", 'ReplicaSet "web-2" has timed out'),
      reason: "progress-deadline-exceeded",
      grace: 0,
    },
  ],
  [
    "a Job that failed",
    {
      kind: "Job",
      signal: {
        Job: [
          workload("Job", "web", {
            status: { failed: 1, conditions: [condition("Failed", "BackoffLimitExceeded", "x")] },
          }),
        ],
      },
      reason: "job-failed",
      grace: 0,
    },
  ],
  [
    "a StatefulSet without its service account",
    {
      kind: "StatefulSet",
      signal: {
        Event: [
          eventOf("StatefulSet", "web", "FailedCreate", {
            message:
              'create Pod web-0 failed error: pods "web-0" is forbidden: error looking up service account shop/ci: serviceaccount "ci" not found',
            lastTimestamp: "2026-11-21T10:00:00Z",
          }),
        ],
      },
      reason: "service-account-missing",
      grace: GRACE_PERIODS.configuration,
    },
  ],
])("%s: the verdict comes when the grace period is over", async (_, fatal) => {
  const { kind = "Deployment", signal, reason, grace } = fatal;
  const put = (objects: Objects) => {
    for (const [each, all] of Object.entries(objects))
      for (const one of all) api.set(collectionPath(each as ResourceKind, "shop"), one);
  };
  put({ [kind]: [workload(kind, "web")] });
  if (kind === "Deployment") put({ ReplicaSet: [replicaSet("web-2", "web", "2")] });
  const client = new Client(api.access);
  let said = "";
  let ended: Outcome | undefined;
  const watched = awaitOutcome(
    client,
    [{ kind, namespace: "shop", name: "web", shortLived: false }],
    {
      timeout: HOUR,
      noActivityTimeout: HOUR,
      since: 0,
      crashTolerance: 2,
      cancelled: new AbortController().signal,
      onStatus: ({ diagnoses }) => (said = diagnoses[0]?.reason ?? ""),
      onUnreadable: () => undefined,
      onRetry: () => undefined,
    },
  ).then((outcome) => (ended = outcome));
  await until(
    () =>
      api.watching(collectionPath("Event", "shop")) > 0 &&
      api.watching(collectionPath(kind, "shop")) > 0,
  );
  put(signal);
  await until(() => said === reason || ended !== undefined);
  while (ended === undefined && Date.now() < NOW + grace + LATEST) {
    jest.advanceTimersByTime(500);
    for (let turns = 0; turns < 3; turns += 1) await turn();
  }
  const { result, endedAt, statuses } = await watched;
  client.close();
  expect([result, ...statuses.map((status) => causeOf(status).reason)]).toStrictEqual([
    "failed",
    reason,
  ]);
  expect(endedAt - NOW).toBeGreaterThanOrEqual(grace);
  expect(endedAt - NOW).toBeLessThanOrEqual(grace + LATEST);
});

test("changes that arrive together are assessed together, and no change is assessed after the end", async () => {
  let updates = 0;
  const listener = { onUnreadable: () => undefined, onRetry: () => undefined };
  const observer = new Observer(new PodHistory(0), listener, () => void (updates += 1));
  expect(observer.isComplete).toBe(false);
  observer.onChange();
  observer.onChange();
  await turn();
  expect([observer.isComplete, updates]).toStrictEqual([true, 1]);
  observer.updateAt(NOW + 1000);
  jest.advanceTimersByTime(1000);
  expect(updates).toBe(1);
  jest.advanceTimersByTime(1);
  expect(updates).toBe(2);
  observer.updateAt(NOW + 5000);
  observer.onChange();
  observer.close();
  jest.advanceTimersByTime(5000);
  await turn();
  expect(updates).toBe(2);
});
