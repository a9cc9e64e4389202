import type { Case } from "../../service.ts";
import type { ClusterClient } from "../client.ts";
import { at, listAt, pick, type Json, type JsonObject } from "../json.ts";
import { IMAGES, deployment } from "./manifests.ts";
import { answered, inNamespace, type Namespace } from "./namespaced.ts";

const map = (name: string, data: object = { colour: "red" }) => ({ metadata: { name }, data });

const isUnschedulable = (pod: Json): boolean =>
  listAt(pod, "status.conditions").some((one) => at(one, "reason") === "Unschedulable");

/** Creates a pod that fits on no node, so that only the case writes its status. */
function createPendingPod(space: Namespace): Promise<JsonObject> {
  const containers = [{ name: "web", image: IMAGES.good }];
  const spec = { nodeSelector: { never: "there" }, containers };
  return space
    .create("pods", { metadata: { name: "solo" }, spec })
    .then(() => space.until("pods/solo", isUnschedulable));
}

export const objects: Case<ClusterClient>[] = [
  {
    name: "a namespace as it is created",
    async run(client) {
      const body = { metadata: { name: "plain" } };
      return answered(await client.call("POST", "/api/v1/namespaces", body));
    },
  },
  {
    name: "404: no such namespace",
    run: async (client) => answered(await client.call("GET", "/api/v1/namespaces/nowhere")),
  },
  {
    name: "404: creating in a namespace that is not there",
    run: async (client) =>
      answered(await client.call("POST", "/api/v1/namespaces/nowhere/configmaps", map("m"))),
  },
  {
    name: "a new namespace gets its service account and the CA's config map",
    async run(client) {
      await client.call("POST", "/api/v1/namespaces", { metadata: { name: "complete" } });
      const maps = "/api/v1/namespaces/complete/configmaps";
      const accounts = "/api/v1/namespaces/complete/serviceaccounts";
      const list = await client.until(maps, maps, (body) => listAt(body, "items").length > 0);
      const made = await client.until(
        accounts,
        accounts,
        (body) => listAt(body, "items").length > 0,
      );
      return {
        maps: listAt(list, "items").map((item) =>
          pick(item, ["metadata.name", "metadata.annotations"]),
        ),
        accounts: listAt(made, "items").map((item) => pick(item, ["metadata.name", "secrets"])),
      };
    },
  },
  inNamespace("create, read, delete a config map", async (space) => [
    answered(await space.create("configmaps", map("colours"))),
    answered(await space.call("GET", "configmaps/colours")),
    answered(await space.call("DELETE", "configmaps/colours")),
    answered(await space.call("GET", "configmaps/colours")),
    answered(await space.call("DELETE", "configmaps/colours")),
  ]),
  inNamespace("409: what exists already", async (space) => {
    await space.create("configmaps", map("twice"));
    return [
      answered(await space.create("configmaps", map("twice"))),
      answered(await space.create("deployments", deployment("twice"))).status,
      answered(await space.create("deployments", deployment("twice"))),
    ];
  }),
  inNamespace("a pod's status is written whole", async (space) => {
    const pod = await createPendingPod(space);
    const status = {
      phase: "Pending",
      message: "waiting",
      conditions: at(pod, "status.conditions"),
    };
    const { status: code, body } = await space.call("PUT", "pods/solo/status", { ...pod, status });
    return [
      code,
      pick(body, ["status.phase", "status.message", "status.qosClass", "spec.restartPolicy"]),
    ];
  }),
  inNamespace("409: an old resource version", async (space) => {
    const pod = await createPendingPod(space);
    const status = { phase: "Pending", message: "first" };
    await space.call("PUT", "pods/solo/status", { ...pod, status });
    return answered(await space.call("PUT", "pods/solo/status", { ...pod, status }));
  }),
  inNamespace("409: another uid", async (space) => {
    await space.create("configmaps", map("unique"));
    const preconditions = { uid: "00000000-0000-4000-8000-000000000000" };
    const body = { apiVersion: "v1", kind: "DeleteOptions", preconditions };
    const answer = answered(await space.call("DELETE", "configmaps/unique", body));
    return answer.status;
  }),
  inNamespace("400: the namespace of the body is not the path's", async (space) => {
    const body = { metadata: { name: "one", namespace: "default" } };
    return answered(await space.create("configmaps", body));
  }),
  inNamespace("422: a name that is not valid", async (space) =>
    answered(await space.create("configmaps", map("Not_A_Name"))),
  ),
  inNamespace("422: no name", async (space) =>
    answered(await space.create("configmaps", { data: {} })),
  ),
  inNamespace("generateName", async (space) => {
    const answer = await space.create("configmaps", { metadata: { generateName: "made-" } });
    return answered(answer);
  }),
  inNamespace("422: a deployment whose selector does not fit its template", async (space) => {
    const selector = { matchLabels: { app: "other" } };
    const { template } = deployment("web").spec;
    const body = { metadata: { name: "web" }, spec: { selector, template } };
    return answered(await space.create("deployments", body));
  }),
  inNamespace("422: a deployment without selector and containers", async (space) =>
    answered(
      await space.create("deployments", {
        metadata: { name: "web" },
        spec: { template: { spec: {} } },
      }),
    ),
  ),
  inNamespace("422: a deployment whose selector is changed", async (space) => {
    await space.create("deployments", deployment("web", { replicas: 0 }));
    const path = (place: string) => `/spec/${place}/app`;
    return answered(
      await space.patch("deployments/web", [
        { op: "replace", path: path("selector/matchLabels"), value: "other" },
        { op: "replace", path: path("template/metadata/labels"), value: "other" },
      ]),
    );
  }),
  inNamespace("422: no progress within the minimum of being ready", async (space) =>
    answered(
      await space.create(
        "deployments",
        deployment("web", { minReadySeconds: 10, progressDeadlineSeconds: 5 }),
      ),
    ),
  ),
  inNamespace("422: a rolling update that may not move", async (space) => {
    const rollingUpdate = { maxSurge: 0, maxUnavailable: 0 };
    const strategy = { type: "RollingUpdate", rollingUpdate };
    return answered(await space.create("deployments", deployment("web", { strategy })));
  }),
  inNamespace("422: names of ports that are not valid, or there twice", async (space) => {
    const ports = ["metrics-and-health", "8080", "web--1", "http", "http"].map((name, at) => ({
      name,
      containerPort: 8080 + at,
    }));
    return answered(await space.create("deployments", deployment("web", {}, {}, { ports })));
  }),
  // One resource at a time: the API server lists the errors of several resources in random order.
  inNamespace("422: a request above its limit", async (space) => {
    const answers: unknown[] = [];
    for (const [request, limit] of [
      [{ cpu: "1500m" }, { cpu: "1" }],
      [{ memory: "1Gi" }, { memory: "900Mi" }],
    ]) {
      const resources = { requests: request, limits: limit };
      answers.push(
        answered(await space.create("deployments", deployment("web", {}, {}, { resources }))),
      );
    }
    return answers;
  }),
  inNamespace("400: quantities that cannot be read", async (space) => {
    const answers: unknown[] = [];
    for (const memory of ["128K", "128MB", "lots"]) {
      const resources = { limits: { memory } };
      answers.push(
        answered(await space.create("deployments", deployment("web", {}, {}, { resources }))),
      );
    }
    return answers;
  }),
  inNamespace("422: a port that is not valid", async (space) =>
    answered(
      await space.create(
        "deployments",
        deployment("web", {}, {}, { ports: [{ containerPort: 123456 }] }),
      ),
    ),
  ),
  inNamespace("400: a body of another kind", async (space) =>
    answered(
      await space.create("configmaps", {
        kind: "Secret",
        apiVersion: "v1",
        metadata: { name: "m" },
      }),
    ),
  ),
];
