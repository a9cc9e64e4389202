import { describe, expect, test } from "@jest/globals";
import {
  IMAGE,
  crashing,
  diagnose,
  ended,
  event,
  pod,
  status,
  testDiagnoses,
  waiting,
} from "./pods.ts";
import type { Row } from "./pods.ts";

const notStarted: Row[] = [
  {
    name: "F1: an invalid image name",
    states: [waiting("InvalidImageName", "couldn't parse image name")],
    expected: ["invalid-image-name", "none", /not a valid image reference/],
  },
  {
    name: "F1: an image that is never pulled",
    states: [waiting("ErrImageNeverPull")],
    expected: [
      "image-never-pulled",
      "none",
      /imagePullPolicy Never.*not on the node, or it was pulled with credentials/,
    ],
  },
  {
    name: "F5, K-E 40: a missing Secret is given time",
    states: [waiting("CreateContainerConfigError", 'secret "app" not found')],
    expected: ["container-configuration", "configuration", /secret "app" not found/],
  },
  {
    name: "F5: a program that is not in the image",
    states: [waiting("RunContainerError", 'exec: "nope": executable file not found in $PATH')],
    expected: ["container-not-started", "start", /executable file not found/],
  },
];

const crashes: Row[] = [
  {
    name: "F6: a crash loop, with its exit code",
    states: [crashing({ restartCount: 2, lastState: ended(1) })],
    expected: [
      "crash-loop",
      "already",
      /container frontend keeps exiting: exit code 1; restarted 2 times/,
    ],
  },
  {
    name: "a first exit",
    states: [status({ state: ended(1) })],
    expected: ["container-failed", "never", /container frontend has exited: exit code 1$/],
  },
  {
    name: "a first exit, after which the container runs again",
    states: [status({ restartCount: 1, state: { running: {} }, lastState: ended(1) })],
    expected: ["container-restarted", "never", /container frontend has exited: exit code 1$/],
  },
  {
    name: "a first back-off is not fatal: the next start may find the database",
    states: [crashing({ restartCount: 1, lastState: ended(1) })],
    expected: ["crash-loop", "never", /restarted once/],
  },
  {
    name: "F6, K-E 38: out of memory",
    states: [crashing({ restartCount: 2, lastState: ended(137, "OOMKilled") })],
    expected: ["out-of-memory", "already", /OOMKilled, exit code 137/],
  },
  {
    name: "F6: three restarts, and the container runs at this moment",
    states: [status({ restartCount: 3, state: { running: {} }, lastState: ended(127) })],
    expected: ["crash-loop", "already", /exit code 127 \(the program was not found\)/],
  },
  {
    name: "restarts because of a liveness probe",
    states: [crashing({ restartCount: 2, lastState: ended(143) })],
    events: [event("Unhealthy", "Liveness probe failed: HTTP probe failed with statuscode: 500")],
    expected: ["liveness-probe-failed", "already", /statuscode: 500/],
  },
  {
    name: "F5: a start that fails repeatedly",
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
    name: "a second exit is not fatal",
    states: [status({ restartCount: 1, state: { terminated: { exitCode: 2 } } })],
    expected: ["container-restarted", "never", /exit code 2/],
  },
  {
    name: "F7, K-E 39: a failing init container",
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
    name: "R7: a crashing sidecar",
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

  test("K-E 40: an error of the kubelet's cache does not count as a missing Secret", () => {
    const state = waiting("CreateContainerConfigError", "failed to sync secret cache: timed out");
    expect(diagnose([state]).map(({ reason }) => reason)).toStrictEqual(["not-ready"]);
  });

  test("K-E 46: of two containers, the failing container is reported", () => {
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

describe("an image that a volume needs", () => {
  const REFERENCE = "registry.example.com/models/small:9";
  const mounting = (message: string, state = "ErrImagePull") => {
    const made = pod({ containers: [waiting(state, message)] });
    return {
      ...made,
      spec: { ...made.spec, volumes: [{ name: "model", image: { reference: REFERENCE } }] },
    };
  };

  test("is named instead of the container's image", () => {
    const said = `Back-off pulling image "${REFERENCE}": ErrImagePull: rpc error: code = NotFound desc = failed to pull and unpack image "${REFERENCE}": ${REFERENCE}: not found`;
    expect(diagnose([mounting(said, "ImagePullBackOff")])).toMatchObject([
      {
        reason: "image-not-found",
        message: expect.stringMatching(
          /^image models\/small:9 .*\(the image of the volume model\)$/,
        ),
        image: REFERENCE,
        container: "frontend",
      },
    ]);
  });

  test("is not named if the container's own image is missing", () => {
    const [found] = diagnose([mounting(`failed to pull image "${IMAGE}": ${IMAGE}: not found`)]);
    expect(found).toMatchObject({ reason: "image-not-found", image: IMAGE });
    expect(found?.message).not.toContain("volume");
  });
});
