import { expect, test } from "@jest/globals";
import { probeFix } from "../../../../../actions/kube-deploy/src/diagnosis/probe.ts";
import { diagnose, event, pod, status } from "./pods.ts";

// Messages of kubelets 1.24 to 1.36 (prober.go), of containerd and of runc.
test.each([
  [
    'Readiness probe errored and resulted in unknown state: rpc error: code = Unknown desc = failed to exec in container: failed to start exec "6f": OCI runtime exec failed: exec failed: unable to start container process: exec: "pg_isready": executable file not found in $PATH: unknown',
    /^put the program of the probe into the image/,
  ],
  [
    'Startup probe errored: rpc error: code = Unknown desc = failed to exec in container: OCI runtime exec failed: exec failed: unable to start container process: exec: "/bin/grpc_health_probe": stat /bin/grpc_health_probe: no such file or directory: unknown',
    /^put the program of the probe into the image/,
  ],
  [
    'Liveness probe errored: OCI runtime exec failed: exec failed: unable to start container process: exec: "/check.sh": permission denied: unknown',
    /^make the program of the probe executable/,
  ],
  [
    'Readiness probe failed: Get "http://10.0.12.7:8080/readyz": dial tcp 10.0.12.7:8080: connect: connection refused',
    /^let the program listen on the port/,
  ],
  [
    "Readiness probe failed: dial tcp [fd00::7]:8080: connect: connection refused",
    /^let the program listen on the port/,
  ],
  [
    'Readiness probe failed: Get "https://10.0.12.7:8080/": http: server gave HTTP response to HTTPS client',
    /^remove `scheme: HTTPS`/,
  ],
  [
    String.raw`Readiness probe failed: Get "http://10.0.12.7:8443/": net/http: HTTP/1.x transport connection broken: malformed HTTP response "\x15\x03\x01\x00\x02\x02"`,
    /^set `scheme: HTTPS`/,
  ],
  ["Readiness probe failed: HTTP probe failed with statuscode: 404", /^correct the path/],
  ["Readiness probe failed: HTTP probe failed with statuscode: 401", /needs no login/],
  ["Readiness probe failed: HTTP probe failed with statuscode: 503", /^the general one$/],
  [
    'Readiness probe failed: Get "http://10.0.12.7:8080/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
    /^raise timeoutSeconds/,
  ],
  ['Readiness probe failed: command "/check.sh" timed out', /^raise timeoutSeconds/],
  [
    'Readiness probe errored: command timed out: "/check.sh" timed out after 1s',
    /^raise timeoutSeconds/,
  ],
  ["Readiness probe failed: HTTP probe failed with statuscode: 400", /header Host.*scheme: HTTPS/],
  [
    'Readiness probe errored: strconv.Atoi: parsing "http-metrics": invalid syntax',
    /^give a port of the container the name/,
  ],
  [
    'Readiness probe failed: Get "https://10.0.12.7:8443/": remote error: tls: bad certificate',
    /no client certificate/,
  ],
  [
    "Readiness probe failed: dial tcp 10.0.12.7:5432: i/o timeout",
    /^let the kubelet reach the port/,
  ],
  [
    'Liveness probe failed: Get "http://10.0.12.7:8080/": dial tcp 10.0.12.7:8080: connect: no route to host',
    /^let the kubelet reach the port/,
  ],
  ['Liveness probe failed: service unhealthy (responded with "NOT_SERVING")', /^the general one$/],
])("%s", (said, fix) => {
  expect(probeFix(said, "the general one")).toMatch(fix);
});

test("a command that fails has no path and port to correct", () => {
  const said = "Readiness probe failed: cat: /tmp/ready: No such file or directory";
  expect(probeFix(said, "the general one", { exec: { command: ["cat"] } })).toMatch(
    /^run the command of the probe in the container/,
  );
  expect(probeFix(said, "the general one", { tcpSocket: { port: 1 } })).toBe("the general one");
  const program = 'exec: "curl": executable file not found in $PATH';
  expect(probeFix(program, "the general one", { exec: {} })).toMatch(/^put the program/);
});

test.each(["readinessProbe", "livenessProbe"] as const)(
  "the command of a %s is looked at",
  (kind) => {
    const isReadiness = kind === "readinessProbe";
    const said = event("Unhealthy", `${isReadiness ? "Readiness" : "Liveness"} probe failed: no`, {
      involvedObject: { uid: "pod-1", fieldPath: "spec.containers{frontend}" },
    });
    const seen = pod({
      phase: "Running",
      containers: [
        isReadiness
          ? status({ started: true, state: { running: { startedAt: "2026-11-21T08:59:00Z" } } })
          : status({
              restartCount: 4,
              state: { waiting: { reason: "CrashLoopBackOff" } },
              lastState: { terminated: { exitCode: 137, finishedAt: "2026-11-21T09:00:06Z" } },
            }),
      ],
    });
    seen.spec.containers = [{ name: "frontend", [kind]: { exec: { command: ["/check"] } } }];
    expect(diagnose([seen], [said])[0]?.fix).toMatch(/^run the command of the probe/);
  },
);

// Both events have the timestamp of the last failed probe, so either may come first.
test.each(["Killing", "Unhealthy"])(
  "if the kubelet restarts a container, the answer to the probe is quoted, also with %s as the newest event",
  (newest) => {
    const state = {
      restartCount: 4,
      state: { waiting: { reason: "CrashLoopBackOff", message: "back-off 1m20s" } },
      lastState: {
        terminated: { exitCode: 137, reason: "Error", finishedAt: "2026-11-21T09:00:40Z" },
      },
    };
    const at = { lastTimestamp: "2026-11-21T09:00:35Z" };
    const killing = event(
      "Killing",
      "Container frontend failed liveness probe, will be restarted",
      at,
    );
    const unhealthy = event(
      "Unhealthy",
      "Liveness probe failed: HTTP probe failed with statuscode: 404",
      at,
    );
    const events = newest === "Killing" ? [killing, unhealthy] : [unhealthy, killing];
    const pods = [pod({ phase: "Running", containers: [status(state)] })];
    expect(diagnose(pods, events)).toMatchObject([
      {
        reason: "liveness-probe-failed",
        message:
          "the kubelet keeps restarting container frontend: Liveness probe failed: HTTP probe failed with statuscode: 404",
        fix: expect.stringMatching(/^correct the path/),
      },
    ]);
  },
);

test("the answer to a startup probe is quoted, also from an older event", () => {
  const state = {
    restartCount: 4,
    state: { waiting: { reason: "CrashLoopBackOff", message: "back-off 1m20s" } },
    lastState: {
      terminated: { exitCode: 137, reason: "Error", finishedAt: "2026-11-21T09:00:40Z" },
    },
  };
  const events = [
    event("Killing", "Container frontend failed startup probe, will be restarted", {
      lastTimestamp: "2026-11-21T09:00:35Z",
    }),
    event("Unhealthy", "Startup probe failed: dial tcp 10.0.0.7:80: connect: connection refused", {
      lastTimestamp: "2026-11-21T09:00:34Z",
    }),
  ];
  expect(diagnose([pod({ phase: "Running", containers: [status(state)] })], events)).toMatchObject([
    {
      reason: "startup-probe-failed",
      message: expect.stringMatching(
        /does not start in time: Startup probe failed: dial tcp .* refused$/,
      ),
      fix: expect.stringMatching(/^let the program listen/),
    },
  ]);
});
