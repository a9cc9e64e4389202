import type { Case } from "../../service.ts";
import type { Failure } from "../../../../rehearsal/kubernetes/failures.ts";
import type { ClusterClient } from "../client.ts";
import { at, listAt, numberAt, pick, textAt, type Json } from "../json.ts";
import { normalise } from "../normalise.ts";
import { deployment } from "./manifests.ts";
import { answered, inNamespace, type Namespace } from "./namespaced.ts";
import { conditionsOf, eventsAbout, withReasons, statusOf } from "./observations.ts";

const one = { replicas: 1 };
const waitingFor = (list: Json, reason: string, statuses = "containerStatuses") =>
  listAt(list, "items").some(
    (pod) => textAt(pod, `status.${statuses}.0.state.waiting.reason`) === reason,
  );
const restarted = (list: Json, statuses = "containerStatuses") =>
  listAt(list, "items").some((pod) => numberAt(pod, `status.${statuses}.0.restartCount`) > 0);

/** Returns what can be seen of a failing pod: its status without counts, and the events about it. */
async function failing(
  space: Namespace,
  reason: Failure["reason"],
  body: object,
  so: (pods: Json) => boolean,
  reasons: string[],
): Promise<unknown> {
  space.client.fail({ reason, workload: "web" });
  await space.create("deployments", body);
  const pods = await space.until("pods", so);
  return [
    listAt(pods, "items").map((pod) => withoutCounts(statusOf(pod))),
    await eventsAbout(space, "Pod", withReasons(...reasons)),
  ];
}

const withoutCounts = (value: Json): Json =>
  JSON.parse(
    JSON.stringify(value, (key, child: unknown) => (key === "restartCount" ? "<count>" : child)),
  ) as Json;

const stuck = (
  name: string,
  ...rest: Parameters<typeof failing> extends [unknown, ...infer R] ? R : never
) => inNamespace(name, (space) => failing(space, ...rest));

const kubelet: Case<ClusterClient>[] = [
  stuck(
    "failure: the image is not there",
    "image-not-found",
    deployment("web", one),
    (list) => waitingFor(list, "ImagePullBackOff"),
    ["Failed", "BackOff"],
  ),
  stuck(
    "failure: the image is refused",
    "image-pull-denied",
    deployment("web", one),
    (list) => waitingFor(list, "ImagePullBackOff"),
    ["Failed", "BackOff"],
  ),
  stuck(
    "failure: the container crashes",
    "crash",
    deployment("web", one),
    (list) => waitingFor(list, "CrashLoopBackOff") && restarted(list),
    ["BackOff"],
  ),
  stuck(
    "failure: the container runs out of memory",
    "oom",
    deployment("web", one),
    (list) => waitingFor(list, "CrashLoopBackOff") && restarted(list),
    ["BackOff"],
  ),
  stuck(
    "failure: an init container crashes",
    "init",
    deployment("web", one, { initContainers: [{ name: "migrate", image: "migrate:1" }] }),
    (list) =>
      waitingFor(list, "CrashLoopBackOff", "initContainerStatuses") &&
      restarted(list, "initContainerStatuses"),
    ["BackOff"],
  ),
  stuck(
    "failure: the readiness probe fails",
    "probe",
    deployment("web", one, {}, { readinessProbe: { httpGet: { path: "/readyz", port: 8080 } } }),
    (list) =>
      listAt(list, "items").some(
        (pod) => at(pod, "status.containerStatuses.0.state.running") !== undefined,
      ),
    ["Unhealthy"],
  ),
];

const hasCondition = (type: string, status: string) => (object: Json) =>
  listAt(object, "status.conditions").some(
    (condition) => at(condition, "type") === type && at(condition, "status") === status,
  );

const servers: Case<ClusterClient>[] = [
  inNamespace("failure: the deadline passes without progress", async (space) => {
    space.client.fail({ reason: "never-ready", workload: "web" });
    const probe = { readinessProbe: { tcpSocket: { port: 8080 } } };
    await space.create(
      "deployments",
      deployment("web", { ...one, progressDeadlineSeconds: 2 }, {}, probe),
    );
    const failed = await space.until(
      "deployments/web",
      (one) =>
        hasCondition("Progressing", "False")(one) && numberAt(one, "status.updatedReplicas") === 1,
    );
    return statusOf(failed);
  }),
  inNamespace("failure: no room on any node", async (space) => {
    const resources = { requests: { cpu: "64" } };
    await space.create("deployments", deployment("web", one, {}, { resources }));
    const pods = await space.until("pods", (list) =>
      listAt(list, "items").some(hasCondition("PodScheduled", "False")),
    );
    const events = await eventsAbout(space, "Pod", withReasons("FailedScheduling"));
    return [listAt(pods, "items").map(statusOf), events];
  }),
  inNamespace("failure: no node has the label", async (space) => {
    await space.create("deployments", deployment("web", one, { nodeSelector: { never: "there" } }));
    const pods = await space.until("pods", (list) =>
      listAt(list, "items").some(hasCondition("PodScheduled", "False")),
    );
    return listAt(pods, "items").map(conditionsOf);
  }),
  inNamespace("failure: a service account that is not there", async (space) => {
    await space.create("deployments", deployment("web", one, { serviceAccountName: "nobody" }));
    const failed = await space.until("deployments/web", hasCondition("ReplicaFailure", "True"));
    return [
      conditionsOf(failed),
      await eventsAbout(space, "ReplicaSet", withReasons("FailedCreate")),
    ];
  }),
  inNamespace("403: what a token without rights may not do", async (space) => {
    const body = {
      kind: "SelfSubjectAccessReview",
      apiVersion: "authorization.k8s.io/v1",
      spec: {
        resourceAttributes: {
          namespace: space.name,
          verb: "create",
          group: "apps",
          resource: "deployments",
        },
      },
    };
    const path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    const { status, body: review } = await space.client.call("POST", path, body);
    return [status, normalise(pick(review, ["kind", "status.allowed"]))];
  }),
  inNamespace("a namespace that goes away takes nothing new", async (space) => {
    const finalizers = ["example.org/hold"];
    await space.create("configmaps", { metadata: { name: "held", finalizers } });
    await space.client.call("DELETE", `/api/v1/namespaces/${space.name}`);
    const refused = answered(await space.create("configmaps", { metadata: { name: "late" } }));
    await space.patch("configmaps/held", [{ op: "remove", path: "/metadata/finalizers" }]);
    return refused;
  }),
];

export const failures: Case<ClusterClient>[] = [...kubelet, ...servers];
