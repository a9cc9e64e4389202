import { conditionOf, timeOf } from "../api/objects.ts";
import type { Pod, Probe } from "../api/objects.ts";
import { NEVER } from "./diagnosis.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { SLOW_START, probeFix } from "./probe.ts";
import { containersOf } from "./views.ts";
import type { ContainerView, PodView } from "./views.ts";

/**
 * Diagnoses a pod in which nothing fails, but which is not ready: because of its readiness probe or a readiness gate.
 */
export function diagnoseUnready(
  { pod, events }: PodView,
  containers: readonly ContainerView[],
): Diagnosis | undefined {
  const { conditions, phase = "Pending" } = pod.status ?? {};
  if (conditionOf(conditions, "Ready")?.status === "True") return undefined;
  const outlasting = diagnoseOutlasting(pod, containers);
  if (outlasting !== undefined) return outlasting;
  const unready = findUnready(containers);
  if (unready === undefined) {
    const gate = diagnoseGate(pod) ?? diagnoseNode({ pod, events });
    if (gate !== undefined) return gate;
  }
  const container = unready?.container;
  const place = {
    pod: pod.metadata.name,
    ...(container === undefined ? {} : { container: container.name, image: container.image ?? "" }),
  };
  const probed =
    (unready && diagnoseStart(unready)) ?? diagnoseReadiness(unready?.events ?? events, container);
  if (probed !== undefined) return { ...probed, ...place };
  if (unready?.role === "init container" && unready.status.state?.running !== undefined)
    return {
      reason: "not-ready",
      message: `the pod is ${phase}, because its init container ${unready.container.name} has not ended yet`,
      fix: "find in the log of the init container (job summary) what it waits for; if it needs longer, raise timeout, no-activity-timeout and, for a Deployment, progressDeadlineSeconds",
      fatalAt: NEVER,
      ...place,
    };
  const waiting = unready?.status.state?.waiting?.reason;
  return {
    reason: "not-ready",
    message: `the pod is ${phase} and not ready${waiting === undefined ? "" : ` (${waiting})`}`,
    fix: `if the pod needs longer to start, raise timeout, no-activity-timeout and, for a Deployment, progressDeadlineSeconds; otherwise run \`kubectl describe pod ${pod.metadata.name} --namespace ${pod.metadata.namespace}\` and correct what it reports`,
    fatalAt: NEVER,
    ...place,
  };
}

/**
 * Returns the container that the others wait for, or else the first that is not ready. Init containers run one after
 * the other: each begins when the one before it has ended or, if that is a sidecar, has started.
 * https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/
 */
const findUnready = (containers: readonly ContainerView[]): ContainerView | undefined =>
  containers.find(
    ({ status, role }) =>
      (role === "init container" && !status.ready) ||
      (role === "sidecar" && !status.ready && status.started === false),
  ) ?? containers.find(({ status }) => !status.ready);

/**
 * Diagnoses a pod of a Job whose work is done, but in which another container keeps running, so that the Job does not
 * complete. A sidecar would end with the pod.
 * https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#jobs-with-sidecar-containers
 */
function diagnoseOutlasting(
  { metadata, spec }: Pod,
  containers: readonly ContainerView[],
): Diagnosis | undefined {
  if ((spec.restartPolicy ?? "Always") === "Always") return undefined;
  const main = containers.filter(({ role }) => role === "container");
  const done = main.filter(({ status }) => status.state?.terminated?.exitCode === 0);
  const [running] = main.filter(({ status }) => status.state?.running !== undefined);
  const [first] = done;
  if (first === undefined || running === undefined) return undefined;
  const { name, image = "" } = running.container;
  return {
    reason: "rollout-timeout",
    message: `container ${first.container.name} has ended with exit code 0, but container ${name} of the same pod still runs, so the Job does not complete`,
    fix: `make ${name} a sidecar (an init container with restartPolicy Always, which ends with the pod; Istio and other meshes inject theirs in this form if they are set to), or let it end when the work is done`,
    fatalAt: NEVER,
    pod: metadata.name,
    container: name,
    image,
  };
}

/** Diagnoses a running container whose startup probe has not succeeded yet. */
function diagnoseStart({ status, container, events }: ContainerView): Diagnosis | undefined {
  const { startupProbe } = container;
  if (startupProbe === undefined || status.started === true) return undefined;
  if (status.state?.running === undefined) return undefined;
  const said = probeEvent(events, /startup probe/i);
  if (said === undefined) return undefined;
  return {
    reason: "startup-probe-failed",
    message: `container ${container.name} has not started yet${probeText(startupProbe)}: ${said.message ?? ""}`,
    fix: probeFix(said.message ?? "", SLOW_START),
    fatalAt: NEVER,
  };
}

/** Diagnoses a failing readiness probe of a container or, if the events name no container, of the pod. */
function diagnoseReadiness(
  events: PodView["events"],
  container: ContainerView["container"] | undefined,
): Diagnosis | undefined {
  const said = probeEvent(events, /readiness probe/i);
  if (said === undefined) return undefined;
  return {
    reason: "readiness-probe-failed",
    message: `${container === undefined ? "the pod" : `container ${container.name}`} does not become ready${probeText(container?.readinessProbe)}: ${said.message ?? ""}`,
    fix: probeFix(
      said.message ?? "",
      "correct path and port of the readiness probe, or find the cause of its answer in the container's log (job summary)",
      container?.readinessProbe,
    ),
    fatalAt: NEVER,
  };
}

/** Returns the kubelet's last event about a failing probe. */
const probeEvent = (events: PodView["events"], probe: RegExp) =>
  events.find(({ reason, message = "" }) => reason === "Unhealthy" && probe.test(message));

/** Most milliseconds between the node controller's change to a pod and its event. */
const CLOSE = 5_000;

/** Returns whether a pod is not ready because its node is lost, whatever its containers do. */
export const isNodeLost = (view: PodView): boolean =>
  diagnoseGate(view.pod) === undefined && diagnoseNode(view) !== undefined;

/**
 * Diagnoses a lost node. If all containers are ready but the pod is not, its node no longer reports, and the status of
 * the containers is its last report. https://kubernetes.io/docs/concepts/architecture/nodes/#node-controller
 */
function diagnoseNode({ pod, events }: PodView): Diagnosis | undefined {
  const condition = conditionOf(pod.status?.conditions, "Ready");
  const unreadySince = Date.parse(condition?.lastTransitionTime ?? "");
  const event = events.find(
    (one) =>
      /^Node(?:NotReady|Unreachable|Lost)$/.test(one.reason ?? "") &&
      // If the pod became ready after the event, it is not ready now for another reason.
      !(timeOf(one) + CLOSE < unreadySince),
  );
  const containers = containersOf({ pod, events }).filter(({ role }) => role !== "init container");
  const isSilent =
    condition !== undefined &&
    containers.some(({ role }) => role === "container") &&
    containers.every(({ status }) => status.ready);
  if (event === undefined && !isSilent) return undefined;
  return {
    reason: "nodes-not-ready",
    message: `node ${pod.spec.nodeName ?? ""} of the pod is not ready: ${event?.message ?? "all containers of the pod are ready, but the pod is not, so the node no longer reports its status"}`,
    fix: "check the node (`kubectl describe node`): kubelet, network, memory and disk; the pod is replaced five minutes after the node was lost",
    fatalAt: NEVER,
    pod: pod.metadata.name,
  };
}

/** Diagnoses a readiness gate: a condition set from outside the pod, such as a load balancer's health check. */
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
    fix: !conditionType.startsWith(LOAD_BALANCER)
      ? `find the controller that sets the condition ${conditionType} in the status of the pod, and in its log what it waits for; remove the gate from readinessGates if nothing sets it any more`
      : condition === undefined
        ? "check that the AWS Load Balancer Controller runs, and in its log why it does not register the pod; the TargetGroupBinding of the gate has to exist and select the pod's service (`kubectl get targetgroupbindings`)"
        : (TARGET_FIXES.find(({ says }) => says.test(condition.reason ?? ""))?.fix ?? HEALTH_CHECK),
    fatalAt: NEVER,
    pod: pod.metadata.name,
  };
}

/** https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/pod_readiness_gate/ */
const LOAD_BALANCER = "target-health.elbv2.k8s.aws/";

const HEALTH_CHECK =
  "correct the health check of the load balancer's target group: path, port and expected status codes";

/**
 * Fixes by the reason that the load balancer gives for the health of a target.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 */
const TARGET_FIXES: readonly { says: RegExp; fix: string }[] = [
  {
    says: /^Target\.NotInUse$/,
    fix: "let a listener of the load balancer forward to this target group (a rule of the Ingress has to name the pod's service), and give the load balancer a subnet in the availability zone of the pod",
  },
  {
    says: /^Target\.Timeout$/,
    fix: "let the load balancer reach the pod: security groups of the nodes or pods, network policies, and the port on which the program listens; or raise the timeout of the health check",
  },
  {
    says: /^Elb\.(?:RegistrationInProgress|InitialHealthChecking)$/,
    fix: "the load balancer has not finished its first health checks: raise timeout and, for a Deployment, progressDeadlineSeconds, or shorten the interval and healthy threshold of the health check",
  },
  {
    says: /^Target\.(?:NotRegistered|DeregistrationInProgress)$/,
    fix: "find in the log of the AWS Load Balancer Controller why the pod is not registered in the target group",
  },
];

function probeText(probe: Probe | undefined): string {
  if (probe?.httpGet !== undefined)
    return ` (GET ${probe.httpGet.path ?? "/"} on port ${probe.httpGet.port ?? "?"})`;
  if (probe?.tcpSocket !== undefined) return ` (TCP port ${probe.tcpSocket.port ?? "?"})`;
  if (probe?.grpc !== undefined) return ` (gRPC port ${probe.grpc.port ?? "?"})`;
  if (probe?.exec !== undefined) return ` (${(probe.exec.command ?? []).join(" ")})`;
  return "";
}
