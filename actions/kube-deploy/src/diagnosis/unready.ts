import { conditionOf } from "../api/objects.ts";
import type { Pod, Probe } from "../api/objects.ts";
import { NEVER } from "./diagnosis.ts";
import type { Diagnosis } from "./diagnosis.ts";
import type { ContainerView, PodView } from "./views.ts";

/** Diagnoses a pod in which nothing fails, but which is not ready: by its readiness probe or a readiness gate. */
export function diagnoseUnready(
  { pod, events }: PodView,
  containers: readonly ContainerView[],
): Diagnosis | undefined {
  const { conditions, phase = "Pending" } = pod.status ?? {};
  if (conditionOf(conditions, "Ready")?.status === "True") return undefined;
  const unready = containers.find(({ status }) => !status.ready);
  if (unready === undefined) {
    const gate = diagnoseGate(pod);
    if (gate !== undefined) return gate;
  }
  const container = unready?.container;
  const place = {
    pod: pod.metadata.name,
    ...(container === undefined ? {} : { container: container.name, image: container.image ?? "" }),
  };
  const unhealthy = events.find(
    ({ reason, message = "" }) => reason === "Unhealthy" && /readiness probe/i.test(message),
  );
  if (unhealthy !== undefined)
    return {
      reason: "readiness-probe-failed",
      message: `${container === undefined ? "the pod" : `container ${container.name}`} does not become ready${probeText(container?.readinessProbe)}: ${unhealthy.message ?? ""}`,
      fix: "correct path and port of the readiness probe, or find the cause of its answer in the container's log (job summary)",
      fatalAt: NEVER,
      ...place,
    };
  const waiting = unready?.status.state?.waiting?.reason;
  return {
    reason: "not-ready",
    message: `the pod is ${phase} and not ready${waiting === undefined ? "" : ` (${waiting})`}`,
    fix: `raise timeout if the pod needs longer to start; otherwise run \`kubectl describe pod ${pod.metadata.name} --namespace ${pod.metadata.namespace}\` and correct what it reports`,
    fatalAt: NEVER,
    ...place,
  };
}

/** A gate is a condition that something outside of the pod sets, such as a load balancer's health check. */
function diagnoseGate(pod: Pod): Diagnosis | undefined {
  const gate = (pod.spec.readinessGates ?? [])
    .map(({ conditionType }) => ({
      conditionType,
      condition: conditionOf(pod.status?.conditions, conditionType),
    }))
    .find(({ condition }) => condition?.status !== "True");
  if (gate === undefined) return undefined;
  const { conditionType, condition } = gate;
  return {
    reason: "readiness-gate",
    message: `readiness gate ${conditionType} is not True: ${condition?.message ?? condition?.reason ?? "the condition is not set yet"}`,
    fix: "correct the health check of the load balancer's target group: path, port and expected status codes",
    fatalAt: NEVER,
    pod: pod.metadata.name,
  };
}

function probeText(probe: Probe | undefined): string {
  if (probe?.httpGet !== undefined)
    return ` (GET ${probe.httpGet.path ?? "/"} on port ${probe.httpGet.port ?? "?"})`;
  if (probe?.tcpSocket !== undefined) return ` (TCP port ${probe.tcpSocket.port ?? "?"})`;
  if (probe?.grpc !== undefined) return ` (gRPC port ${probe.grpc.port ?? "?"})`;
  if (probe?.exec !== undefined) return ` (${(probe.exec.command ?? []).join(" ")})`;
  return "";
}
