import { describe, expect, test } from "@jest/globals";
import { diagnoseCreation } from "../../../../actions/kube-deploy/src/diagnosis/creation.ts";
import {
  AT_TIMEOUT,
  NOW,
  PATIENCE,
  byUrgency,
  shortImage,
} from "../../../../actions/kube-deploy/src/diagnosis/diagnosis.ts";
import type { Diagnosis } from "../../../../actions/kube-deploy/src/diagnosis/diagnosis.ts";
import { pullFault } from "../../../../actions/kube-deploy/src/diagnosis/image.ts";
import { diagnosePod, freshEvents } from "../../../../actions/kube-deploy/src/diagnosis/pod.ts";
import type {
  ContainerStatus,
  Event,
  Pod,
} from "../../../../actions/kube-deploy/src/api/objects.ts";
import { Memory } from "../../../../actions/kube-deploy/src/diagnosis/history.ts";

const START = Date.parse("2026-11-21T09:00:00Z");
const IMAGE = `111122223333.dkr.ecr.eu-west-1.amazonaws.com/fleet-dev/frontend@sha256:${"0".repeat(64)}`;

const status = (parts: Partial<ContainerStatus>): ContainerStatus => ({
  name: "frontend",
  ready: false,
  restartCount: 0,
  image: IMAGE,
  ...parts,
});
const waiting = (reason: string, message = "", parts: Partial<ContainerStatus> = {}) =>
  status({ state: { waiting: { reason, message } }, ...parts });
const ended = (exitCode: number, reason = "Error") => ({ terminated: { exitCode, reason } });

interface PodParts {
  containers?: ContainerStatus[];
  inits?: ContainerStatus[];
  sidecar?: boolean;
  phase?: string;
  reason?: string;
  conditions?: { type: string; status: string; reason?: string; message?: string }[];
  gates?: string[];
  created?: string;
  deleted?: boolean;
}

function pod(parts: PodParts): Pod {
  return {
    metadata: {
      name: "frontend-5c7-abcde",
      namespace: "fleet",
      uid: "pod-1",
      creationTimestamp: parts.created ?? "2026-11-21T09:00:01Z",
      ...(parts.deleted === true ? { deletionTimestamp: "2026-11-21T09:01:00Z" } : {}),
    },
    spec: {
      containers: [
        {
          name: "frontend",
          image: IMAGE,
          readinessProbe: { httpGet: { path: "/readyz", port: 8080 } },
        },
      ],
      initContainers: [
        {
          name: "migrate",
          image: IMAGE,
          ...(parts.sidecar === true ? { restartPolicy: "Always" } : {}),
        },
      ],
      readinessGates: (parts.gates ?? []).map((conditionType) => ({ conditionType })),
    },
    status: {
      phase: parts.phase ?? "Pending",
      ...(parts.reason === undefined ? {} : { reason: parts.reason }),
      conditions: parts.conditions ?? [],
      containerStatuses: parts.containers ?? [],
      initContainerStatuses: parts.inits ?? [],
    },
  };
}

const event = (reason: string, message: string, parts: Partial<Event> = {}): Event => ({
  metadata: { name: reason, uid: `event-${reason}` },
  involvedObject: { uid: "pod-1" },
  type: "Warning",
  reason,
  message,
  lastTimestamp: "2026-11-21T09:00:05Z",
  ...parts,
});

/** Diagnoses a pod that went through these states; the last one is looked at. */
function diagnose(states: Pod[], events: Event[] = [], now = START): Diagnosis[] {
  const memory = new Memory(START);
  let found: Diagnosis[] = [];
  for (const each of states) {
    memory.observe(each);
    memory.begin();
    found = diagnosePod({ pod: each, events }, memory, now);
    memory.end();
  }
  return byUrgency(found);
}

const notFound = `failed to pull and unpack image "${IMAGE}": failed to resolve reference "${IMAGE}": ${IMAGE}: not found`;
const denied = `failed to pull "${IMAGE}": unexpected status from HEAD request: 403 Forbidden`;
const backOff = `Back-off pulling image "${IMAGE}"`;

interface Row {
  name: string;
  states: Pod[];
  events?: Event[];
  reason: string;
  fatalAt: number;
  message: RegExp;
  container?: string;
}

const one = (state: ContainerStatus): Pod[] => [pod({ containers: [state] })];

const images: Row[] = [
  {
    name: "F2, K-E 36: not found",
    states: one(waiting("ErrImagePull", notFound)),
    reason: "image-not-found",
    fatalAt: NOW,
    message: /image fleet-dev\/frontend@sha256:0+ is not in its registry/,
  },
  {
    name: "F2: back-off after not found",
    states: [
      ...one(waiting("ErrImagePull", notFound)),
      ...one(waiting("ImagePullBackOff", backOff)),
    ],
    reason: "image-not-found",
    fatalAt: NOW,
    message: /not found/,
  },
  {
    name: "F2: only the event tells",
    states: one(waiting("ImagePullBackOff", backOff)),
    events: [event("Failed", `Failed to pull image "${IMAGE}": manifest unknown`)],
    reason: "image-not-found",
    fatalAt: NOW,
    message: /manifest unknown/,
  },
  {
    name: "F2: no platform",
    states: one(waiting("ErrImagePull", `${IMAGE}: no match for platform in manifest`)),
    reason: "image-platform",
    fatalAt: NOW,
    message: /platform/,
  },
  {
    name: "F3: denied once is given time",
    states: one(waiting("ErrImagePull", denied)),
    reason: "image-pull-denied",
    fatalAt: START + PATIENCE.pullDenied,
    message: /refuses/,
  },
  {
    name: "F3: denied twice",
    states: [
      ...one(waiting("ErrImagePull", denied)),
      ...one(waiting("ImagePullBackOff", backOff)),
      ...one(waiting("ErrImagePull", denied)),
    ],
    reason: "image-pull-denied",
    fatalAt: NOW,
    message: /403/,
  },
  {
    name: "F4: registry does not answer",
    states: one(waiting("ErrImagePull", "dial tcp 10.0.0.1:443: i/o timeout")),
    reason: "image-pull-failed",
    fatalAt: AT_TIMEOUT,
    message: /i\/o timeout/,
  },
  {
    name: "F4, K-E 71: rate limit without the account's name",
    states: one(waiting("ErrImagePull", "toomanyrequests: rate limit for user jane@example.com")),
    reason: "image-pull-failed",
    fatalAt: AT_TIMEOUT,
    message: /^(?!.*jane).*limits the rate/,
  },
  {
    name: "F1: invalid name",
    states: one(waiting("InvalidImageName", "couldn't parse image name")),
    reason: "invalid-image-name",
    fatalAt: NOW,
    message: /not a valid image reference/,
  },
  {
    name: "F1: never pulled",
    states: one(waiting("ErrImageNeverPull")),
    reason: "image-never-pulled",
    fatalAt: NOW,
    message: /imagePullPolicy Never/,
  },
];

const crashing = (parts: Partial<ContainerStatus>) =>
  waiting("CrashLoopBackOff", "back-off 10s restarting failed container", parts);
const crashes: Row[] = [
  {
    name: "F6: crash loop with exit code",
    states: one(crashing({ restartCount: 1, lastState: ended(1) })),
    reason: "crash-loop",
    fatalAt: NOW,
    message: /container frontend keeps ending: exit code 1; restarted once/,
  },
  {
    name: "F6, K-E 38: out of memory",
    states: one(crashing({ restartCount: 2, lastState: ended(137, "OOMKilled") })),
    reason: "out-of-memory",
    fatalAt: NOW,
    message: /OOMKilled, exit code 137/,
  },
  {
    name: "F6: two restarts, running at this moment",
    states: one(status({ restartCount: 2, state: { running: {} }, lastState: ended(127) })),
    reason: "crash-loop",
    fatalAt: NOW,
    message: /exit code 127 \(the program was not found\)/,
  },
  {
    name: "a liveness probe's restarts",
    states: one(crashing({ restartCount: 2, lastState: ended(143) })),
    events: [event("Unhealthy", "Liveness probe failed: HTTP probe failed with statuscode: 500")],
    reason: "liveness-probe-failed",
    fatalAt: NOW,
    message: /statuscode: 500/,
  },
  {
    name: "F5: a start that fails again and again",
    states: one(
      crashing({
        restartCount: 2,
        lastState: {
          terminated: { exitCode: 128, reason: "StartError", message: 'exec: "nope": not found' },
        },
      }),
    ),
    reason: "container-not-started",
    fatalAt: NOW,
    message: /exec: "nope": not found; restarted 2 times/,
  },
  {
    name: "one restart is told at the end only",
    states: one(status({ restartCount: 1, state: { terminated: { exitCode: 2 } } })),
    reason: "container-restarted",
    fatalAt: AT_TIMEOUT,
    message: /exit code 2/,
  },
  {
    name: "F7, K-E 39: init container",
    states: [
      pod({
        inits: [crashing({ name: "migrate", restartCount: 1, lastState: ended(3) })],
        containers: [waiting("PodInitializing")],
      }),
    ],
    reason: "init-container-failed",
    fatalAt: NOW,
    message: /Init:migrate keeps ending: exit code 3/,
    container: "migrate",
  },
  {
    name: "R7: sidecar",
    states: [
      pod({
        sidecar: true,
        inits: [crashing({ name: "migrate", restartCount: 1, lastState: ended(3) })],
      }),
    ],
    reason: "crash-loop",
    fatalAt: NOW,
    message: /sidecar migrate/,
    container: "migrate",
  },
];

const scheduling = {
  conditions: [
    {
      type: "PodScheduled",
      status: "False",
      reason: "Unschedulable",
      message: "0/2 nodes are available: 2 Insufficient cpu.",
    },
  ],
};
const others: Row[] = [
  {
    name: "F5, K-E 40: missing secret is given time",
    states: one(waiting("CreateContainerConfigError", 'secret "app" not found')),
    reason: "container-configuration",
    fatalAt: START + PATIENCE.configuration,
    message: /secret "app" not found/,
  },
  {
    name: "F5: program not in the image",
    states: one(waiting("RunContainerError", 'exec: "nope": executable file not found in $PATH')),
    reason: "container-not-started",
    fatalAt: START + PATIENCE.configuration,
    message: /executable file not found/,
  },
  {
    name: "F8, K-E 42: unschedulable is given minutes",
    states: [pod(scheduling)],
    reason: "unschedulable",
    fatalAt: START + PATIENCE.unschedulable,
    message: /0\/2 nodes are available/,
  },
  {
    name: "F10: volume",
    states: one(waiting("ContainerCreating")),
    events: [event("FailedMount", 'MountVolume.SetUp failed: configmap "app" not found')],
    reason: "volume-mount-failed",
    fatalAt: START + PATIENCE.volume,
    message: /configmap "app" not found/,
  },
  {
    name: "F11, K-E 45: readiness probe",
    states: [pod({ phase: "Running", containers: [status({ state: { running: {} } })] })],
    events: [event("Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503")],
    reason: "readiness-probe-failed",
    fatalAt: AT_TIMEOUT,
    message: /GET \/readyz on port 8080\).*503/,
  },
  {
    name: "F12, K-E 44: readiness gate",
    states: [
      pod({
        phase: "Running",
        gates: ["target-health.elbv2.k8s.aws/tg"],
        conditions: [
          {
            type: "target-health.elbv2.k8s.aws/tg",
            status: "False",
            reason: "Target.ResponseCodeMismatch",
            message: "Health checks failed with these codes: [503]",
          },
        ],
        containers: [status({ ready: true, state: { running: {} } })],
      }),
    ],
    reason: "readiness-gate",
    fatalAt: AT_TIMEOUT,
    message: /codes: \[503\]/,
  },
  {
    name: "only not ready yet",
    states: one(waiting("ContainerCreating")),
    reason: "not-ready",
    fatalAt: AT_TIMEOUT,
    message: /ContainerCreating/,
  },
];

describe("pods", () => {
  test.each([...images, ...crashes, ...others])("$name", ({ states, events, ...expected }) => {
    const [found] = diagnose(states, events);
    expect(found).toMatchObject({
      reason: expected.reason,
      fatalAt: expected.fatalAt,
      pod: "frontend-5c7-abcde",
    });
    expect(found?.message).toMatch(expected.message);
    expect(found?.fix).toMatch(/\S/);
    if (expected.container !== undefined) expect(found?.container).toBe(expected.container);
  });

  const silent = [
    { name: "R1, K-E 43: evicted", states: [pod({ phase: "Failed", reason: "Evicted" })] },
    { name: "succeeded", states: [pod({ phase: "Succeeded" })] },
    {
      name: "being deleted",
      states: [pod({ deleted: true, containers: [crashing({ restartCount: 9 })] })],
    },
    {
      name: "ready",
      states: [
        pod({
          phase: "Running",
          conditions: [{ type: "Ready", status: "True" }],
          containers: [status({ ready: true, state: { running: {} } })],
        }),
      ],
    },
    {
      name: "K-E 73: restarts from before the rollout",
      states: [
        pod({
          phase: "Running",
          created: "2026-11-01T00:00:00Z",
          conditions: [{ type: "Ready", status: "True" }],
          containers: [
            status({ ready: true, restartCount: 7, state: { running: {} }, lastState: ended(1) }),
          ],
        }),
      ],
    },
  ];
  test.each(silent)("nothing to tell: $name", ({ states }) => {
    expect(diagnose(states)).toStrictEqual([]);
  });

  test("K-E 40: the kubelet's cache is not a missing secret", () => {
    const state = waiting("CreateContainerConfigError", "failed to sync secret cache: timed out");
    expect(diagnose(one(state)).map(({ reason }) => reason)).toStrictEqual(["not-ready"]);
  });

  test("R6: an autoscaler at work begins the time anew", () => {
    const memory = new Memory(START);
    const look = (events: Event[], now: number) => {
      memory.begin();
      const [found] = diagnosePod({ pod: pod(scheduling), events }, memory, now);
      memory.end();
      return found?.fatalAt;
    };
    const scaling = event("TriggeredScaleUp", "pod triggered scale-up", { type: "Normal" });
    expect(look([], START)).toBe(START + PATIENCE.unschedulable);
    expect(look([], START + 200_000)).toBe(START + PATIENCE.unschedulable);
    expect(look([scaling], START + 250_000)).toBe(START + 250_000 + PATIENCE.unschedulable);
  });

  test("K-E 46: of two containers the failing one is told", () => {
    const two = pod({
      phase: "Running",
      containers: [
        status({ name: "proxy", ready: true, state: { running: {} } }),
        crashing({ restartCount: 1, lastState: ended(1) }),
      ],
    });
    two.spec.containers.unshift({ name: "proxy", image: "proxy:1" });
    expect(diagnose([two]).map(({ container }) => container)).toStrictEqual(["frontend"]);
  });
});

describe("creation of pods", () => {
  const rows = [
    ["exceeded quota: q, requested: pods=1, used: pods=6, limited: pods=5", "quota-exceeded"],
    ['violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false', "pod-security"],
    ['admission webhook "validate.example" denied the request: no', "admission-denied"],
    [
      'error looking up service account shop/web: serviceaccount "web" not found',
      "service-account-missing",
    ],
    ["something else", "pods-not-created"],
  ];
  test.each(rows)("F9, K-E 41: %s", (text = "", reason = "") => {
    const condition = {
      type: "ReplicaFailure",
      status: "True",
      reason: "FailedCreate",
      message: text,
    };
    const memory = new Memory(START);
    const set = { uid: "rs-1", conditions: [condition], events: [] };
    expect(diagnoseCreation(set, memory, START)).toMatchObject({
      reason,
      fatalAt: START + PATIENCE.podsRefused,
    });
    // Without a condition (StatefulSet, DaemonSet, Job) the event tells.
    const job = {
      uid: "job-1",
      conditions: [],
      events: [event("FailedCreate", `Error creating: ${text}`)],
    };
    expect(diagnoseCreation(job, memory, START)).toMatchObject({ reason });
  });

  test("a pod created since then ends the trouble", () => {
    const events = [event("SuccessfulCreate", "Created pod: db-0"), event("FailedCreate", "quota")];
    const view = { uid: "set-1", conditions: [], events };
    expect(diagnoseCreation(view, new Memory(START), START)).toBeUndefined();
  });
});

describe("texts", () => {
  const faults = [
    ["pull access denied, repository does not exist or may require authorization", "denied"],
    ["no basic auth credentials", "denied"],
    ["401 Unauthorized", "denied"],
    ["received unexpected HTTP status: 503 Service Unavailable", "transient"],
    ["lookup registry.example: no such host", "transient"],
    ["unexpected EOF", "transient"],
    ["anything else", "transient"],
    ["name unknown: The repository with name 'x' does not exist", "not-found"],
  ] as const;
  test.each(faults)("F3, F4: %s", (text, fault) => {
    expect(pullFault(text, IMAGE)).toBe(fault);
  });

  test("an image named denied-503 is not a refusal", () => {
    const image = "registry.example/denied-503:429";
    expect(pullFault(`${image}: not found`, image)).toBe("not-found");
  });

  test("image names lose their host only", () => {
    expect(["web", "shop/web:1", IMAGE, "localhost:5000/web"].map(shortImage)).toStrictEqual([
      "web",
      "shop/web:1",
      `fleet-dev/frontend@sha256:${"0".repeat(64)}`,
      "web",
    ]);
  });

  test("R10, K-E 73: events from before are left out, the newest come first", () => {
    const at = (second: number) =>
      event(`at-${second}`, "", { lastTimestamp: `2026-11-21T09:00:${second}Z` });
    const fresh = freshEvents([at(10), at(30), at(20)], START + 15_000);
    expect(fresh.map(({ reason }) => reason)).toStrictEqual(["at-30", "at-20"]);
  });
});
