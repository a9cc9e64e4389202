import { describe, expect, test } from "@jest/globals";
import type { ContainerStatus, Event } from "../../../../../actions/kube-deploy/src/api/objects.ts";
import { PodHistory } from "../../../../../actions/kube-deploy/src/diagnosis/history.ts";
import { diagnosePod } from "../../../../../actions/kube-deploy/src/diagnosis/pod.ts";
import { START, crashing, diagnose, event, pod, status, testDiagnoses, waiting } from "./pods.ts";
import type { Row } from "./pods.ts";

/** A run that ended at 09:05:00. */
const end = (exitCode: number, reason = "Error") => ({
  terminated: { exitCode, reason, finishedAt: "2026-11-21T09:05:00Z" },
});
const at = (time: string, container: string, parts: Partial<Event> = {}): Partial<Event> => ({
  lastTimestamp: `2026-11-21T${time}Z`,
  involvedObject: { uid: "pod-1", fieldPath: `spec.containers{${container}}` },
  ...parts,
});
const LIVENESS = "Liveness probe failed: Get http://10.0.0.9:8080/live: EOF";
const STARTUP = "Startup probe failed: HTTP probe failed with statuscode: 500";
const loop = (exitCode: number) => [crashing({ restartCount: 4, lastState: end(exitCode) })];

const rows: Row[] = [
  {
    name: "a failed probe of another container of the pod is not the cause",
    states: loop(3),
    events: [event("Unhealthy", LIVENESS, at("09:04:58", "envoy"))],
    expected: ["crash-loop", "already", /container frontend keeps exiting: exit code 3/],
  },
  {
    name: "a panic (exit code 2) right after a failed probe: the kubelet did not end this run",
    states: loop(2),
    events: [event("Unhealthy", LIVENESS, at("09:04:58", "frontend"))],
    expected: ["crash-loop", "already", /exit code 2/],
  },
  {
    name: "a kill long after a failed probe",
    states: loop(137),
    events: [event("Unhealthy", LIVENESS, at("09:01:00", "frontend"))],
    expected: ["crash-loop", "already", /exit code 137 \(killed\)/],
  },
  {
    name: "the kubelet's message about a restart counts with every exit code",
    states: loop(0),
    events: [
      event(
        "Killing",
        "Container frontend failed liveness probe, will be restarted",
        at("09:04:40", "frontend", { type: "Normal" }),
      ),
    ],
    expected: ["liveness-probe-failed", "already", /failed liveness probe, will be restarted/],
  },
  {
    name: "a startup probe that ends the container",
    states: loop(143),
    events: [event("Unhealthy", STARTUP, at("09:04:50", "frontend"))],
    expected: ["startup-probe-failed", "already", /does not start in time: Startup probe failed/],
  },
  {
    name: "a postStart hook that fails",
    states: loop(137),
    events: [
      event(
        "FailedPostStartHook",
        "Exec lifecycle hook ([/warm]) failed",
        at("09:04:59", "frontend"),
      ),
    ],
    expected: ["post-start-hook-failed", "already", /postStart hook fails: Exec lifecycle hook/],
  },
  {
    name: "exit code 126 has its own explanation",
    states: loop(126),
    expected: ["crash-loop", "already", /cannot be executed/],
  },
];

describe("a container that keeps exiting", () => {
  testDiagnoses(rows);

  test("its fix depends on the exit code", () => {
    const fixes = [0, 1, 126, 127].map((code) => diagnose(loop(code))[0]?.fix);
    expect(new Set(fixes).size).toBe(4);
  });
});

describe("not a crash", () => {
  const silent: [string, Parameters<typeof diagnose>[0]][] = [
    [
      "a container that is ready again",
      [status({ ready: true, restartCount: 5, state: { running: {} }, lastState: end(1) })],
    ],
    [
      "an init container that finally succeeded",
      [
        pod({
          phase: "Running",
          conditions: [{ type: "Ready", status: "True" }],
          inits: [
            status({
              name: "migrate",
              ready: true,
              restartCount: 4,
              state: { terminated: { exitCode: 0 } },
              lastState: end(1),
            }),
          ],
          containers: [status({ ready: true, state: { running: {} } })],
        }),
      ],
    ],
  ];
  test.each(silent)("%s", (_, states) => {
    expect(diagnose(states).filter(({ crash }) => crash === true)).toStrictEqual([]);
  });

  test("a run of more than ten minutes ends a series of crashes", () => {
    const state = status({
      restartCount: 7,
      state: { running: { startedAt: "2026-11-21T08:40:00Z" } },
      lastState: end(1),
    });
    expect(diagnose([state]).map(({ reason }) => reason)).toStrictEqual(["not-ready"]);
  });
});

describe("the last run of a container decides whether a series of crashes continues", () => {
  /** A run that started at 08:00:00, after seven earlier runs. @param state of the container after this run */
  const afterRunOf = (minutes: number, state: ContainerStatus["state"]) =>
    status({
      restartCount: 7,
      ...(state === undefined ? {} : { state }),
      lastState: {
        terminated: {
          exitCode: 255,
          startedAt: "2026-11-21T08:00:00Z",
          finishedAt: `2026-11-21T08:${minutes}:00Z`,
        },
      },
    });
  const running = { running: { startedAt: "2026-11-21T08:59:00Z" } };
  const backOff = { waiting: { reason: "CrashLoopBackOff" } };

  test.each<[string, number, ContainerStatus["state"], string, number]>([
    [
      "restarts long ago are not counted, for example after a restart of the node",
      50,
      running,
      "container-restarted",
      Infinity,
    ],
    [
      "a program that ran for a long time and exited once starts a new series",
      50,
      backOff,
      "crash-loop",
      Infinity,
    ],
    ["a short run continues the series", 2, running, "crash-loop", 0],
    ["the back-off after a short run continues the series", 2, backOff, "crash-loop", 0],
  ])("%s", (_, minutes, state, reason, fatalAt) => {
    const seen = afterRunOf(minutes, state);
    expect(diagnose([seen])).toMatchObject([{ reason, fatalAt }]);
  });

  test("another exit of a pod that kept crashing before counts as the first, if the pod ran for a long time in between", () => {
    const old = (restartCount: number) =>
      pod({
        created: "2026-11-20T09:00:00Z",
        containers: [{ ...afterRunOf(50, backOff), restartCount }],
      });
    expect(diagnose([old(9), old(10)])[0]?.fatalAt).toBe(Infinity);
  });

  test("how long a container runs is measured with the server's clock, which also dates its start", () => {
    const state = status({
      restartCount: 7,
      state: { running: { startedAt: "2026-11-21T08:58:00Z" } },
    });
    const seen = pod({ containers: [state] });
    const history = new PodHistory(START);
    history.observe(seen);
    const ahead = { now: START + 1_800_000, serverNow: START, crashTolerance: 2 };
    const [found] = history.during(() => diagnosePod({ pod: seen, events: [] }, history, ahead));
    expect(found?.reason).toBe("crash-loop");
  });
});

test.each([
  ["of the pod", undefined, "crash-loop"],
  ["of the probe", 90, "liveness-probe-failed"],
])("a kill may take the termination grace period %s", (_, own, reason) => {
  const seen = pod({ containers: loop(137) });
  const [container] = seen.spec.containers;
  if (container !== undefined && own !== undefined)
    container.livenessProbe = { terminationGracePeriodSeconds: own };
  const said = "Container frontend failed liveness probe, will be restarted";
  const events = [event("Killing", said, at("09:03:45", "frontend", { type: "Normal" }))];
  expect(diagnose([seen], events)[0]?.reason).toBe(reason);
});

test.each([
  [0, "post-start-hook-failed", Infinity],
  [3, "post-start-hook-failed", 0],
])(
  "a failing postStart hook after %d restarts is named in the words of the event, or else of the state",
  (restartCount, reason, fatalAt) => {
    const state = waiting("PostStartHookError", "PostStartHook failed", {
      restartCount,
      lastState: end(137),
    });
    const event_ = event(
      "FailedPostStartHook",
      "Exec lifecycle hook ([/warm]) failed: exited with 3",
      at("09:04:59", "frontend"),
    );
    expect(diagnose([state], [event_])).toMatchObject([
      { reason, fatalAt, message: expect.stringContaining("exited with 3") },
    ]);
    expect(diagnose([state])).toMatchObject([
      { reason, fatalAt, message: expect.stringContaining("PostStartHook failed") },
    ]);
  },
);

test.each([
  ["04:59", 0, "post-start-hook-failed"],
  // The program had ended before the hook failed.
  ["05:03", 0, "crash-loop"],
  // A program that fails by itself has no hook to blame.
  ["04:59", 1, "crash-loop"],
])(
  "a hook that failed at %s, and a program that then ended with %d: %s",
  (time, exitCode, reason) => {
    const failedHook = event(
      "FailedPostStartHook",
      "PostStartHook failed",
      at(`09:${time}`, "frontend"),
    );
    expect(diagnose(loop(exitCode), [failedHook])[0]?.reason).toBe(reason);
  },
);

describe("crash-tolerance", () => {
  const fatalAt = (restartCount: number, crashTolerance: number) => {
    const seen = pod({ containers: [crashing({ restartCount, lastState: end(1) })] });
    const history = new PodHistory(START);
    history.observe(seen);
    return history.during(() =>
      diagnosePod({ pod: seen, events: [] }, history, {
        now: START,
        serverNow: START,
        crashTolerance,
      }),
    )[0]?.fatalAt;
  };

  test.each([
    [0, 0, 0],
    [1, 1, 0],
    [1, 2, Infinity],
    [2, 2, 0],
    [4, 5, Infinity],
    [5, 5, 0],
  ])("%d restarts with tolerance %d are fatal at %d", (restarts, tolerance, expected) => {
    expect(fatalAt(restarts, tolerance)).toBe(expected);
  });

  test("for a pod that kept crashing before the deployment, one more crash is fatal", () => {
    const old = (restartCount: number) =>
      pod({
        created: "2026-11-20T09:00:00Z",
        containers: [crashing({ restartCount, lastState: end(1) })],
      });
    expect(diagnose([old(9)])[0]?.fatalAt).toBe(Infinity);
    expect(diagnose([old(9), old(10)])[0]?.fatalAt).toBe(0);
  });

  test("waiting for the image is not a crash", () => {
    expect(diagnose([waiting("ContainerCreating")])[0]?.crash).toBeUndefined();
  });
});

test("a container that its node has lost is not said to have exited", () => {
  const lost = status({
    state: {
      terminated: {
        exitCode: 137,
        reason: "ContainerStatusUnknown",
        message: "The container could not be located when the pod was terminated",
      },
    },
  });
  expect(diagnose([pod({ phase: "Failed", containers: [lost] })])).toMatchObject([
    {
      reason: "container-failed",
      message: expect.stringMatching(
        /^the node has lost container frontend .* could not be located/,
      ),
      fix: expect.stringContaining("the program may not be the cause"),
    },
  ]);
});
