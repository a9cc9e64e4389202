import { expect, test } from "@jest/globals";
import type { Pod, PodSpec } from "../../../../../actions/kube-deploy/src/api/objects.ts";
import { ready } from "../../../../../actions/kube-deploy/src/readiness/verdict.ts";
import { requireStableStart } from "../../../../../actions/kube-deploy/src/rollout/stable-start.ts";

const START = Date.parse("2026-11-21T09:00:00Z");
const verdict = ready({ desired: 1, ready: 1 });
const spec: PodSpec = {
  containers: [{ name: "web", readinessProbe: { tcpSocket: { port: 80 } } }, { name: "proxy" }],
};
const running = (name: string, startedAt: string) => ({
  name,
  ready: true,
  restartCount: 0,
  state: { running: { startedAt } },
});
const pod = (...containerStatuses: object[]) =>
  ({ spec, status: { containerStatuses } }) as unknown as Pod;

test("K-E 74: a container without a readiness probe must run for ten seconds", () => {
  const pods = [
    pod(running("web", "2026-11-21T09:00:09Z"), running("proxy", "2026-11-21T08:59:50Z")),
    pod(running("proxy", "2026-11-21T09:00:00Z")),
  ];
  expect(requireStableStart(verdict, spec, pods, START + 4000)).toMatchObject({
    verdict: { state: "progressing", ready: 1, message: expect.stringContaining("10 s") },
    changesIn: 6000,
  });
  expect(requireStableStart(verdict, spec, pods, START + 10_000)).toStrictEqual({
    verdict,
    changesIn: undefined,
  });
});

test("K-E 74: a sidecar without a readiness probe must run for ten seconds, too", () => {
  const sidecar = { name: "mesh", restartPolicy: "Always" };
  const withSidecar: PodSpec = {
    containers: [{ name: "web", readinessProbe: { tcpSocket: { port: 80 } } }],
    initContainers: [sidecar, { name: "migrate" }],
  };
  const started = {
    spec: withSidecar,
    status: {
      initContainerStatuses: [
        running("mesh", "2026-11-21T09:00:07Z"),
        // An ordinary init container has ended, or the pod is not ready.
        running("migrate", "2026-11-21T09:00:09Z"),
      ],
      containerStatuses: [running("web", "2026-11-21T09:00:09Z")],
    },
  } as unknown as Pod;
  expect(requireStableStart(verdict, withSidecar, [started], START + 9000)).toMatchObject({
    verdict: { state: "progressing" },
    changesIn: 8000,
  });
});

test("a container with a readiness probe, or a workload without pods, is ready at once", () => {
  for (const pods of [[pod(running("web", "2026-11-21T09:00:00Z"))], []])
    expect(requireStableStart(verdict, spec, pods, START).verdict).toBe(verdict);
});
