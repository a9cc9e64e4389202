import type { Container } from "../objects.ts";
import type { Probe } from "../pods.ts";
import type { PodWork } from "./work.ts";

type Answer = "refused" | 500 | 503;

/** The kubelet's words for a probe that failed. */
export function probeFailure(
  work: PodWork,
  container: Container,
  probe: Probe | undefined,
  answer: Answer,
): string {
  const address = work.current?.status.podIP ?? "";
  const request = probe?.httpGet;
  const port = portOf(container, request?.port ?? probe?.tcpSocket?.port ?? 8080);
  if (probe?.exec !== undefined) return "command exited with 1";
  if (request === undefined || answer === "refused") {
    const dial = `dial tcp ${address}:${port}: connect: connection refused`;
    return request === undefined
      ? dial
      : `Get "${request.scheme.toLowerCase()}://${address}:${port}${request.path}": ${dial}`;
  }
  return `HTTP probe failed with statuscode: ${answer}`;
}

function portOf(container: Container, port: number | string): number | string {
  return container.ports?.find(({ name }) => name === port)?.containerPort ?? port;
}

/** Waits as long as a probe takes to succeed for the first time, in a container that works. */
export async function awaitProbe(work: PodWork, probe: Probe | undefined): Promise<void> {
  if (probe === undefined) return;
  await work.seconds(probe.initialDelaySeconds ?? 0);
  await work.sleep(work.cluster.pace.readyMs);
}

/** Says again and again that the container is not ready; ends with the pod. */
export async function failReadiness(
  work: PodWork,
  container: Container,
  answer: Answer,
): Promise<never> {
  const probe = container.readinessProbe;
  for (;;) {
    await work.seconds(probe?.periodSeconds ?? 10);
    if (probe === undefined) continue;
    work.record({
      reason: "Unhealthy",
      message: `Readiness probe failed: ${probeFailure(work, container, probe, answer)}`,
      warning: true,
      fieldPath: `spec.containers{${container.name}}`,
    });
  }
}

/** A liveness or startup probe fails until its threshold; afterwards the kubelet kills the container. */
export async function failUntilKilled(
  work: PodWork,
  container: Container,
  kind: "Liveness" | "Startup",
): Promise<void> {
  const probe = kind === "Liveness" ? container.livenessProbe : container.startupProbe;
  const fieldPath = `spec.containers{${container.name}}`;
  for (let count = 0; count < (probe?.failureThreshold ?? 3); count += 1) {
    await work.seconds(probe?.periodSeconds ?? 10);
    const message = `${kind} probe failed: ${probeFailure(work, container, probe, 500)}`;
    work.record({ reason: "Unhealthy", message, warning: true, fieldPath });
  }
  const message = `Container ${container.name} failed ${kind.toLowerCase()} probe, will be restarted`;
  work.record({ reason: "Killing", message, fieldPath });
}
