import { conditionOf, countOf, timeOf } from "../api/objects.ts";
import type { Container, ContainerStatus, Event, Pod, Probe } from "../api/objects.ts";
import { diagnoseContainer } from "./container.ts";
import type { ContainerView } from "./container.ts";
import { AT_TIMEOUT, PATIENCE, oneLine } from "./diagnosis.ts";
import type { Diagnosis, History } from "./diagnosis.ts";

/** A pod with its own events, newest first. */
export interface PodView {
  pod: Pod;
  events: readonly Event[];
}

/** Reasons of a Failed pod that its controller replaces, without any fault of the workload (R1, F14; K-E 43). */
const REPLACED =
  /^(Evicted|Preempting|Preempted|NodeShutdown|NodeLost|NodeAffinity|Terminated|Shutdown)$/;

/** Everything that is wrong with one pod; a pod that is being deleted is nobody's trouble. */
export function diagnosePod(view: PodView, history: History, now: number): Diagnosis[] {
  const { pod } = view;
  if (pod.metadata.deletionTimestamp !== undefined) return [];
  if (pod.status?.phase === "Succeeded") return [];
  if (pod.status?.phase === "Failed" && REPLACED.test(pod.status.reason ?? "")) return [];
  const containers = containersOf(view)
    .map((each) => diagnoseContainer(each, history, now))
    .filter((each) => each !== undefined);
  const scheduling = diagnoseScheduling(view, history, now);
  const volume = diagnoseVolume(view, history, now);
  const found = [scheduling, volume, ...containers].filter((each) => each !== undefined);
  const unready = found.length > 0 ? undefined : diagnoseUnready(view);
  return unready === undefined ? found : [unready];
}

/** Containers with a status, each in its role. */
export function containersOf({ pod, events }: PodView): ContainerView[] {
  const warnings = events
    .filter(({ type }) => type === "Warning")
    .map(({ message = "" }) => message);
  const pair = (specs: Container[], statuses: ContainerStatus[], init: boolean): ContainerView[] =>
    specs.flatMap((container) => {
      const status = statuses.find(({ name }) => name === container.name);
      if (status === undefined) return [];
      const sidecar = init && container.restartPolicy === "Always";
      const role = sidecar ? "sidecar" : init ? "init container" : "container";
      return [{ pod, container, status, role, warnings }];
    });
  return [
    ...pair(pod.spec.initContainers ?? [], pod.status?.initContainerStatuses ?? [], true),
    ...pair(pod.spec.containers, pod.status?.containerStatuses ?? [], false),
  ];
}

/** F8 (K-E 42): timed, and the time begins anew while an autoscaler is at work (R6). */
function diagnoseScheduling(
  { pod, events }: PodView,
  history: History,
  now: number,
): Diagnosis | undefined {
  const scheduled = conditionOf(pod.status?.conditions, "PodScheduled");
  if (scheduled?.status !== "False" || scheduled.reason !== "Unschedulable") return undefined;
  const scaling = events
    .filter(({ reason = "" }) => /^(TriggeredScaleUp|Nominated)$/.test(reason))
    .map((event) => history.since(`${event.metadata.uid ?? ""}/${countOf(event)}/scaling`, now));
  const uid = pod.metadata.uid ?? pod.metadata.name;
  const first = Math.max(history.since(`${uid}/scheduling`, now), ...scaling);
  return {
    reason: "unschedulable",
    message: `no node can take the pod: ${oneLine(scheduled.message ?? "")}`,
    fix: "add or enlarge nodes, lower resources.requests, or match node selector, affinity and tolerations to the nodes",
    fatalAt: first + PATIENCE.unschedulable,
    pod: pod.metadata.name,
  };
}

/** F10: volumes, among them Secrets and ConfigMaps mounted as files. */
function diagnoseVolume(
  { pod, events }: PodView,
  history: History,
  now: number,
): Diagnosis | undefined {
  const started = pod.status?.containerStatuses?.some(
    ({ state }) => state?.running !== undefined || state?.terminated !== undefined,
  );
  const event = events.find(({ reason = "" }) => /^(FailedMount|FailedAttachVolume)$/.test(reason));
  if (event === undefined || started === true) return undefined;
  const uid = pod.metadata.uid ?? pod.metadata.name;
  return {
    reason: "volume-mount-failed",
    message: `a volume cannot be mounted: ${oneLine(event.message ?? "")}`,
    fix: "create the named Secret, ConfigMap or volume, or correct the reference to it",
    fatalAt: history.since(`${uid}/volume`, now) + PATIENCE.volume,
    pod: pod.metadata.name,
  };
}

/** A pod that runs and is not ready: its readiness probe or a readiness gate (F11, F12). */
function diagnoseUnready({ pod, events }: PodView): Diagnosis | undefined {
  const { conditions, phase } = pod.status ?? {};
  if (conditionOf(conditions, "Ready")?.status === "True") return undefined;
  const waiting = containersOf({ pod, events }).find(({ status }) => !status.ready);
  const gate = waiting === undefined ? diagnoseGate(pod) : undefined;
  if (gate !== undefined) return gate;
  const unhealthy = events.find(
    ({ reason, message = "" }) => reason === "Unhealthy" && /readiness probe/i.test(message),
  );
  const container = waiting?.container;
  const at = {
    pod: pod.metadata.name,
    ...(container === undefined ? {} : { container: container.name, image: container.image ?? "" }),
  };
  if (unhealthy !== undefined)
    return {
      reason: "readiness-probe-failed",
      message: `${container === undefined ? "the pod" : `container ${container.name}`} does not become ready${probeText(container?.readinessProbe)}: ${oneLine(unhealthy.message ?? "")}`,
      fix: "correct the readiness probe's path and port, or find in the log why the container is not ready",
      fatalAt: AT_TIMEOUT,
      ...at,
    };
  const state = waiting?.status.state?.waiting?.reason;
  return {
    reason: "not-ready",
    message: `the pod is ${phase ?? "Pending"} and not ready${state === undefined ? "" : ` (${state})`}`,
    fix: "look at the pod's events and log lines below",
    fatalAt: AT_TIMEOUT,
    ...at,
  };
}

/** F12: a gate that something outside of the pod opens, such as a load balancer's health check. */
function diagnoseGate(pod: Pod): Diagnosis | undefined {
  const gate = (pod.spec.readinessGates ?? [])
    .map(({ conditionType }) => ({
      conditionType,
      condition: conditionOf(pod.status?.conditions, conditionType),
    }))
    .find(({ condition }) => condition?.status !== "True");
  if (gate === undefined) return undefined;
  return {
    reason: "readiness-gate",
    message: `readiness gate ${gate.conditionType} is not true: ${oneLine(gate.condition?.message ?? gate.condition?.reason ?? "it is not set yet")}`,
    fix: "check the health check of the load balancer's target group: path, port and the codes it expects",
    fatalAt: AT_TIMEOUT,
    pod: pod.metadata.name,
  };
}

function probeText(probe: Probe | undefined): string {
  if (probe?.httpGet !== undefined)
    return ` (GET ${probe.httpGet.path ?? "/"} on port ${probe.httpGet.port ?? "?"})`;
  if (probe?.tcpSocket !== undefined) return ` (TCP port ${probe.tcpSocket.port ?? "?"})`;
  if (probe?.grpc !== undefined) return ` (gRPC port ${probe.grpc.port ?? "?"})`;
  if (probe?.exec !== undefined) return ` (${oneLine((probe.exec.command ?? []).join(" "), 80)})`;
  return "";
}

/** Newest first; those from before the rollout are left out (R10, K-E 73). `since` is by the server's clock. */
export const freshEvents = (events: readonly Event[], since: number): Event[] =>
  events
    .filter((event) => (timeOf(event) ?? Infinity) >= since)
    .sort((a, b) => (timeOf(b) ?? 0) - (timeOf(a) ?? 0));
