import type { Case } from "../../service.ts";
import type { ClusterClient } from "../client.ts";
import { at, listAt, numberAt, pick, textAt } from "../json.ts";
import { normalise } from "../normalise.ts";
import { IMAGES, deployment, podTemplate } from "./manifests.ts";
import { inNamespace } from "./namespaced.ts";
import { eventsAbout, isRolledOut, saying, statusOf } from "./observations.ts";

const selector = { matchLabels: { app: "web" } };

const job = (spec: object = {}) => ({
  metadata: { name: "once" },
  spec: {
    ...spec,
    template: {
      spec: { restartPolicy: "Never", containers: [{ name: "once", image: IMAGES.good }] },
    },
  },
});

export const workloads: Case<ClusterClient>[] = [
  inNamespace("a stateful set becomes ready, in order", async (space) => {
    await space.create("statefulsets", {
      metadata: { name: "web" },
      spec: { serviceName: "web", replicas: 2, selector, template: podTemplate("web") },
    });
    const done = await space.until("statefulsets/web", isRolledOut);
    const { body } = await space.call("GET", "pods");
    return [
      statusOf({
        status: {
          ...(normalise(at(done, "status")) as object),
          currentRevision: "",
          updateRevision: "",
        },
      }),
      listAt(body, "items").map((pod) =>
        normalise(
          pick(pod, ["metadata.name", "metadata.labels", "spec.hostname", "spec.subdomain"]),
        ),
      ),
      await eventsAbout(space, "StatefulSet", saying("SuccessfulCreate")),
    ];
  }),
  inNamespace("a stateful set gets a new release", async (space) => {
    const body = {
      metadata: { name: "web" },
      spec: { serviceName: "web", replicas: 2, selector, template: podTemplate("web") },
    };
    await space.create("statefulsets", body);
    await space.until("statefulsets/web", isRolledOut);
    const template = podTemplate("web", {}, { image: IMAGES.better });
    await space.call("PUT", "statefulsets/web", {
      body: { ...body, spec: { ...body.spec, template } },
    });
    const done = await space.until(
      "statefulsets/web",
      (one) =>
        numberAt(one, "status.observedGeneration") === 2 &&
        isRolledOut(one) &&
        textAt(one, "status.currentRevision") === textAt(one, "status.updateRevision"),
    );
    return pick(done, [
      "status.replicas",
      "status.readyReplicas",
      "status.updatedReplicas",
      "status.currentReplicas",
    ]);
  }),
  inNamespace("a daemon set runs on every node", async (space) => {
    await space.create("daemonsets", {
      metadata: { name: "web" },
      spec: { selector, template: podTemplate("web") },
    });
    const done = await space.until(
      "daemonsets/web",
      (one) => numberAt(one, "status.numberAvailable") === 2,
    );
    const { body } = await space.call("GET", "pods");
    return [
      statusOf(done),
      normalise(at(done, "metadata")),
      normalise(
        pick(listAt(body, "items")[0], [
          "spec.affinity",
          "spec.tolerations",
          "metadata.labels",
          "metadata.ownerReferences",
        ]),
      ),
      await eventsAbout(space, "DaemonSet", saying("SuccessfulCreate")),
    ];
  }),
  inNamespace("a job completes", async (space) => {
    await space.create("jobs", job());
    const done = await space.until("jobs/once", (one) =>
      listAt(one, "status.conditions").some((condition) => at(condition, "type") === "Complete"),
    );
    return [
      statusOf(done),
      normalise(pick(done, ["spec", "metadata.labels", "metadata.annotations"])),
      await eventsAbout(space, "Job", saying("SuccessfulCreate", "Completed")),
    ];
  }),
  inNamespace("the pod of a job", async (space) => {
    await space.create("jobs", job());
    await space.until("jobs/once", (one) => numberAt(one, "status.succeeded") === 1);
    const { body } = await space.call("GET", "pods");
    return listAt(body, "items").map((pod) => [normalise(pick(pod, ["metadata"])), statusOf(pod)]);
  }),
  inNamespace("a job fails", async (space) => {
    space.client.fail({ reason: "crash", workload: "once" });
    await space.create("jobs", job({ backoffLimit: 0 }));
    const failed = await space.until("jobs/once", (one) =>
      listAt(one, "status.conditions").some((condition) => at(condition, "type") === "Failed"),
    );
    return [statusOf(failed), await eventsAbout(space, "Job", saying("BackoffLimitExceeded"))];
  }),
  inNamespace("the endpoints of a service", async (space) => {
    await space.create(
      "deployments",
      deployment("web", {}, {}, { ports: [{ name: "http", containerPort: 8080 }] }),
    );
    await space.create("services", {
      metadata: { name: "web" },
      spec: { selector: { app: "web" }, ports: [{ name: "http", port: 80, targetPort: "http" }] },
    });
    const ready = await space.until(
      "endpoints/web",
      (one) => listAt(one, "subsets.0.addresses").length === 2,
    );
    return [
      normalise(at(ready, "subsets.0.ports")),
      normalise(pick(ready, ["subsets.0.addresses.0.targetRef.kind"])),
    ];
  }),
  inNamespace("the status of a disruption budget", async (space) => {
    await space.create("deployments", deployment("web"));
    await space.create("poddisruptionbudgets", {
      metadata: { name: "web" },
      spec: { maxUnavailable: 1, selector },
    });
    const settled = await space.until(
      "poddisruptionbudgets/web",
      (one) => numberAt(one, "status.currentHealthy") === 2,
    );
    return statusOf(settled);
  }),
  inNamespace("the status of a quota", async (space) => {
    await space.create("resourcequotas", {
      metadata: { name: "team" },
      spec: { hard: { pods: "3", "requests.cpu": "2" } },
    });
    const resources = { requests: { cpu: "100m" } };
    await space.create("deployments", deployment("web", {}, {}, { resources }));
    const used = await space.until(
      "resourcequotas/team",
      (one) => textAt(one, "status.used.pods") === "2",
    );
    return normalise(at(used, "status"));
  }),
  inNamespace("the log of a container", async (space) => {
    const { status, body } = await space.call("GET", "pods/nothing/log");
    return [status, normalise(body)];
  }),
];
