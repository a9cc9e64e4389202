import { describe, expect, test } from "@jest/globals";
import { crashing, diagnose, ended, event, pod, status, testDiagnoses, waiting } from "./pods.ts";
import type { Row } from "./pods.ts";

const notStarted: Row[] = [
  {
    name: "F1: invalid name",
    states: [waiting("InvalidImageName", "couldn't parse image name")],
    expected: ["invalid-image-name", "none", /not a valid image reference/],
  },
  {
    name: "F1: never pulled",
    states: [waiting("ErrImageNeverPull")],
    expected: ["image-never-pulled", "none", /imagePullPolicy Never/],
  },
  {
    name: "F5, K-E 40: missing secret is given time",
    states: [waiting("CreateContainerConfigError", 'secret "app" not found')],
    expected: ["container-configuration", "configuration", /secret "app" not found/],
  },
  {
    name: "F5: program not in the image",
    states: [waiting("RunContainerError", 'exec: "nope": executable file not found in $PATH')],
    expected: ["container-not-started", "start", /executable file not found/],
  },
];

const crashes: Row[] = [
  {
    name: "F6: crash loop with exit code",
    states: [crashing({ restartCount: 2, lastState: ended(1) })],
    expected: [
      "crash-loop",
      "already",
      /container frontend keeps exiting: exit code 1; restarted 2 times/,
    ],
  },
  {
    name: "a first end",
    states: [status({ state: ended(1) })],
    expected: ["container-failed", "never", /container frontend has exited: exit code 1$/],
  },
  {
    name: "a first end, and it runs again",
    states: [status({ restartCount: 1, state: { running: {} }, lastState: ended(1) })],
    expected: ["container-restarted", "never", /container frontend has exited: exit code 1$/],
  },
  {
    name: "a first back-off: the next start may find the database",
    states: [crashing({ restartCount: 1, lastState: ended(1) })],
    expected: ["crash-loop", "never", /restarted once/],
  },
  {
    name: "F6, K-E 38: out of memory",
    states: [crashing({ restartCount: 2, lastState: ended(137, "OOMKilled") })],
    expected: ["out-of-memory", "already", /OOMKilled, exit code 137/],
  },
  {
    name: "F6: three restarts, running at this moment",
    states: [status({ restartCount: 3, state: { running: {} }, lastState: ended(127) })],
    expected: ["crash-loop", "already", /exit code 127 \(the program was not found\)/],
  },
  {
    name: "a liveness probe's restarts",
    states: [crashing({ restartCount: 2, lastState: ended(143) })],
    events: [event("Unhealthy", "Liveness probe failed: HTTP probe failed with statuscode: 500")],
    expected: ["liveness-probe-failed", "already", /statuscode: 500/],
  },
  {
    name: "F5: a start that fails again and again",
    states: [
      crashing({
        restartCount: 2,
        lastState: {
          terminated: { exitCode: 128, reason: "StartError", message: 'exec: "nope": not found' },
        },
      }),
    ],
    expected: ["container-not-started", "already", /exec: "nope": not found; restarted 2 times/],
  },
  {
    name: "one restart is reported only at the end",
    states: [status({ restartCount: 1, state: { terminated: { exitCode: 2 } } })],
    expected: ["container-restarted", "never", /exit code 2/],
  },
  {
    name: "F7, K-E 39: init container",
    states: [
      pod({
        inits: [crashing({ name: "migrate", restartCount: 2, lastState: ended(3) })],
        containers: [waiting("PodInitializing")],
      }),
    ],
    expected: ["init-container-failed", "already", /Init:migrate keeps exiting: exit code 3/],
    container: "migrate",
  },
  {
    name: "R7: sidecar",
    states: [
      pod({
        sidecar: true,
        inits: [crashing({ name: "migrate", restartCount: 2, lastState: ended(3) })],
      }),
    ],
    expected: ["crash-loop", "already", /sidecar migrate/],
    container: "migrate",
  },
];

describe("container", () => {
  testDiagnoses([...notStarted, ...crashes]);

  test("K-E 40: the kubelet's cache is not a missing secret", () => {
    const state = waiting("CreateContainerConfigError", "failed to sync secret cache: timed out");
    expect(diagnose([state]).map(({ reason }) => reason)).toStrictEqual(["not-ready"]);
  });

  test("K-E 46: of two containers the failing one is reported", () => {
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
