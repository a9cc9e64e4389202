import type { Case } from "../../service.ts";
import type { ClusterClient } from "../client.ts";
import { at, listAt, numberAt, pick, textAt } from "../json.ts";
import { normalise } from "../normalise.ts";
import { IMAGES, deployment } from "./manifests.ts";
import { inNamespace } from "./namespaced.ts";
import { eventsAbout, withReasons, statusOf } from "./observations.ts";

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
  inNamespace("a job completes", async (space) => {
    await space.create("jobs", job());
    const done = await space.until("jobs/once", (one) =>
      listAt(one, "status.conditions").some((condition) => at(condition, "type") === "Complete"),
    );
    return [
      statusOf(done),
      normalise(pick(done, ["spec", "metadata.labels", "metadata.annotations"])),
      await eventsAbout(space, "Job", withReasons("SuccessfulCreate", "Completed")),
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
    return [statusOf(failed), await eventsAbout(space, "Job", withReasons("BackoffLimitExceeded"))];
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
  inNamespace("404: the log of a pod that is not there", async (space) => {
    const { status, body } = await space.call("GET", "pods/nothing/log?container=web&tailLines=5");
    return [status, normalise(body)];
  }),
  inNamespace("the log of a container, and of the one before it", async (space) => {
    space.client.fail({ reason: "crash", workload: "web", logs: ["one", "two"] });
    await space.create("deployments", deployment("web", { replicas: 1 }));
    const pods = await space.until("pods", (list) =>
      listAt(list, "items").some(
        (pod) => at(pod, "status.containerStatuses.0.lastState.terminated") !== undefined,
      ),
    );
    const name = textAt(listAt(pods, "items")[0], "metadata.name");
    const log = `pods/${name}/log?container=web&tailLines=1&limitBytes=65536&previous=true`;
    return (await space.call("GET", log)).body;
  }),
];
