import { describe, expect, test } from "@jest/globals";
import { diagnose, event, pod, status } from "./pods.ts";

const running = { state: { running: { startedAt: "2026-11-21T09:00:00Z" } } };
const about = (container: string) => ({
  involvedObject: { uid: "pod-1", fieldPath: `spec.containers{${container}}` },
});

test("a startup probe that has not succeeded yet is the reason", () => {
  const slow = pod({ phase: "Running", containers: [status({ ...running, started: false })] });
  const [container] = slow.spec.containers;
  if (container !== undefined) container.startupProbe = { tcpSocket: { port: 7000 } };
  const said = event("Unhealthy", "Startup probe failed: dial tcp 10.0.0.8:7000: refused");
  expect(diagnose([slow], [said])).toMatchObject([
    {
      reason: "startup-probe-failed",
      message: expect.stringContaining("has not started yet (TCP port 7000)"),
      fatalAt: Infinity,
    },
  ]);
  // Once the container has started, the readiness probe decides.
  expect(
    diagnose([
      { ...slow, status: { containerStatuses: [status({ ...running, started: true })] } },
    ])[0]?.reason,
  ).toBe("not-ready");
});

test("the fix for a readiness gate names the controller that sets it", () => {
  const gated = (gate: string) =>
    diagnose([
      pod({
        phase: "Running",
        gates: [gate],
        conditions: [{ type: gate, status: "False", message: "2 of 5 shards" }],
        containers: [status({ ready: true, ...running })],
      }),
    ])[0];
  expect(gated("search.example/loaded")?.fix).toMatch(
    /^find the controller that sets the condition search\.example\/loaded/,
  );
  expect(gated("target-health.elbv2.k8s.aws/k8s-web")?.fix).toMatch(/load balancer/);
});

test("a readiness probe of another container is not the reason", () => {
  const two = pod({ phase: "Running", containers: [status(running)] });
  const said = event("Unhealthy", "Readiness probe failed: 503", about("envoy"));
  expect(diagnose([two], [said]).map(({ reason }) => reason)).toStrictEqual(["not-ready"]);
});

test("a pod whose node is lost has the reason nodes-not-ready", () => {
  const lost = pod({
    phase: "Running",
    conditions: [{ type: "Ready", status: "False" }],
    containers: [status({ ready: true, ...running })],
  });
  expect(diagnose([lost], [event("NodeNotReady", "Node is not ready")])).toMatchObject([
    { reason: "nodes-not-ready", message: expect.stringContaining("Node is not ready") },
  ]);
});

test("a running init container is named, not the containers that wait for it", () => {
  const waits = pod({
    inits: [status({ name: "migrate", ...running })],
    containers: [status({ state: { waiting: { reason: "PodInitializing" } } })],
  });
  expect(diagnose([waits])).toMatchObject([
    {
      reason: "not-ready",
      message: "the pod is Pending, because its init container migrate has not ended yet",
      container: "migrate",
      fatalAt: Infinity,
    },
  ]);
});

test("a sidecar that has not started is named, not the init container that waits for it", () => {
  const waits = pod({
    sidecar: true,
    inits: [
      status({ name: "migrate", started: false, ...running }),
      status({ name: "seed", state: { waiting: { reason: "PodInitializing" } } }),
    ],
    containers: [status({ state: { waiting: { reason: "PodInitializing" } } })],
  });
  const [sidecar] = waits.spec.initContainers ?? [];
  if (sidecar !== undefined) sidecar.startupProbe = { httpGet: { path: "/up", port: 9901 } };
  waits.spec.initContainers?.push({ name: "seed" });
  const said = event("Unhealthy", "Startup probe failed: HTTP probe failed with statuscode: 503", {
    involvedObject: { uid: "pod-1", fieldPath: "spec.initContainers{migrate}" },
  });
  expect(diagnose([waits], [said])).toMatchObject([
    {
      reason: "startup-probe-failed",
      message: expect.stringContaining(
        "container migrate has not started yet (GET /up on port 9901)",
      ),
      container: "migrate",
    },
  ]);
  // Once the sidecar has started, ready or not, the pod waits for the next init container.
  const [, seed] = waits.status?.initContainerStatuses ?? [];
  const started = { ...status({ name: "migrate", started: true, ...running }) };
  if (waits.status !== undefined && seed !== undefined)
    waits.status.initContainerStatuses = [started, { ...seed, ...running }];
  expect(diagnose([waits])).toMatchObject([{ reason: "not-ready", container: "seed" }]);
});

test("if nobody sets the gate of a load balancer, the fix is not about health checks", () => {
  const unset = pod({
    phase: "Running",
    gates: ["target-health.elbv2.k8s.aws/k8s-web"],
    containers: [status({ ready: true, ...running })],
  });
  expect(diagnose([unset])[0]?.fix).toMatch(/AWS Load Balancer Controller.*TargetGroupBinding/);
});

test.each(["False", "Unknown"])(
  "without an event, a node that does not report is recognized by Ready: %s while all containers are ready",
  (ready) => {
    const lost = pod({
      phase: "Running",
      conditions: [
        { type: "ContainersReady", status: "True" },
        { type: "Ready", status: ready },
      ],
      containers: [status({ ready: true, ...running })],
    });
    expect(diagnose([lost])).toMatchObject([
      {
        reason: "nodes-not-ready",
        message: expect.stringContaining("no longer reports"),
        fatalAt: Infinity,
      },
    ]);
  },
);

test.each([
  ["Target.NotInUse", /listener .*forward to this target group.*availability zone/],
  ["Target.Timeout", /security groups/],
  ["Elb.InitialHealthChecking", /first health checks/],
  ["Target.NotRegistered", /log of the AWS Load Balancer Controller/],
  ["Target.ResponseCodeMismatch", /expected status codes/],
])("the fix for the gate of a load balancer follows from its reason: %s", (reason, fix) => {
  const gate = "target-health.elbv2.k8s.aws/k8s-web";
  const gated = pod({
    phase: "Running",
    gates: [gate],
    conditions: [{ type: gate, status: "False", reason, message: "as the load balancer says" }],
    containers: [status({ ready: true, ...running })],
  });
  expect(diagnose([gated])[0]).toMatchObject({
    reason: "readiness-gate",
    fix: expect.stringMatching(fix),
  });
});

describe("a pod of a Job in which another container outlasts the work", () => {
  const proxy = status({ name: "proxy", ready: true, ...running });
  const done = status({ state: { terminated: { exitCode: 0, reason: "Completed" } } });
  const jobPod = (restartPolicy: string, main = done) => {
    const made = pod({ phase: "Running", containers: [main, proxy] });
    made.spec.containers.push({ name: "proxy", image: "mesh/proxy:1" });
    return { ...made, spec: { ...made.spec, restartPolicy } };
  };

  test("names the container that still runs", () => {
    expect(diagnose([jobPod("Never")])).toMatchObject([
      {
        message: expect.stringMatching(
          /^container frontend has ended .* container proxy .* still runs/,
        ),
        fix: expect.stringContaining("restartPolicy Always"),
        container: "proxy",
        image: "mesh/proxy:1",
        fatalAt: Infinity,
      },
    ]);
  });

  test("is told neither of a pod that restarts its containers, nor while the work goes on", () => {
    expect(diagnose([jobPod("Always")])[0]?.message).not.toContain("still runs");
    expect(diagnose([jobPod("Never", status(running))])[0]?.message).not.toContain("still runs");
  });
});
