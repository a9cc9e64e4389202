import { expect, test } from "@jest/globals";
import type {
  ContainerStatus,
  Event,
  Pod,
} from "../../../../../actions/kube-deploy/src/api/objects.ts";
import {
  ALREADY,
  GRACE_PERIODS,
  NEVER,
  byUrgency,
} from "../../../../../actions/kube-deploy/src/diagnosis/diagnosis.ts";
import type { Diagnosis } from "../../../../../actions/kube-deploy/src/diagnosis/diagnosis.ts";
import { PodHistory } from "../../../../../actions/kube-deploy/src/diagnosis/history.ts";
import { diagnosePod } from "../../../../../actions/kube-deploy/src/diagnosis/pod.ts";

export const START = Date.parse("2026-11-21T09:00:00Z");
export const IMAGE = `111122223333.dkr.ecr.eu-west-1.amazonaws.com/fleet-dev/frontend@sha256:${"0".repeat(64)}`;

export const status = (parts: Partial<ContainerStatus>): ContainerStatus => ({
  name: "frontend",
  ready: false,
  restartCount: 0,
  image: IMAGE,
  ...parts,
});
export const waiting = (reason: string, message = "", parts: Partial<ContainerStatus> = {}) =>
  status({ state: { waiting: { reason, message } }, ...parts });
export const ended = (exitCode: number, reason = "Error") => ({ terminated: { exitCode, reason } });

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

export function pod(parts: PodParts): Pod {
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

export const event = (reason: string, message: string, parts: Partial<Event> = {}): Event => ({
  metadata: {
    name: reason,
    namespace: "fleet",
    uid: `event-${reason}`,
    creationTimestamp: "2026-11-21T09:00:05Z",
  },
  involvedObject: { uid: "pod-1" },
  type: "Warning",
  reason,
  message,
  lastTimestamp: "2026-11-21T09:00:05Z",
  ...parts,
});

/** A pod, or the status of its only container. */
type State = Pod | ContainerStatus;

/** Diagnoses the last of the given states, with the earlier states as history. */
export function diagnose(
  states: State[],
  events: Event[] = [],
  now = START,
  neighbours?: readonly Pod[],
): Diagnosis[] {
  const around = neighbours === undefined ? {} : { neighbours: () => neighbours };
  const history = new PodHistory(START);
  let found: Diagnosis[] = [];
  for (const state of states) {
    const seen = "metadata" in state ? state : pod({ containers: [state] });
    history.observe(seen);
    found = history.during(() =>
      diagnosePod({ pod: seen, events, ...around }, history, {
        now,
        serverNow: now,
        crashTolerance: 2,
      }),
    );
  }
  return byUrgency(found);
}

export const crashing = (parts: Partial<ContainerStatus>) =>
  waiting("CrashLoopBackOff", "back-off 10s restarting failed container", parts);

export interface Row {
  name: string;
  states: State[];
  events?: Event[];
  expected: readonly [reason: string, fatal: Fatal, message: RegExp];
  container?: string;
}

/** When the diagnosis is fatal: at once, never, or after a grace period from `START`. */
type Fatal = "already" | "never" | keyof typeof GRACE_PERIODS;

function timeOf(fatal: Fatal): number {
  if (fatal === "already") return ALREADY;
  return fatal === "never" ? NEVER : START + GRACE_PERIODS[fatal];
}

/** Tests the most urgent diagnosis of each row. */
export function testDiagnoses(rows: readonly Row[]): void {
  test.each(rows)("$name", ({ states, events, expected: [reason, fatal, message], container }) => {
    const [found] = diagnose(states, events);
    expect(found).toMatchObject({ reason, fatalAt: timeOf(fatal), pod: "frontend-5c7-abcde" });
    expect(found?.message).toMatch(message);
    expect(found?.fix).toMatch(/\S/);
    if (container !== undefined) expect(found?.container).toBe(container);
  });
}
