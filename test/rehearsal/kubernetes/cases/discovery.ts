import type { Case } from "../../service.ts";
import type { ClusterClient } from "../client.ts";
import { at, listAt, pick, textAt, type Json, type JsonObject } from "../json.ts";
import { answered } from "./namespaced.ts";

/** The kinds that our workspace and our action use, by the path of their group. */
const USED: Record<string, string[]> = {
  "/api/v1": [
    "namespaces",
    "pods",
    "pods/log",
    "services",
    "configmaps",
    "secrets",
    "serviceaccounts",
    "events",
    "nodes",
    "resourcequotas",
  ],
  "/apis/apps/v1": [
    "deployments",
    "deployments/scale",
    "deployments/status",
    "replicasets",
    "statefulsets",
    "daemonsets",
  ],
  "/apis/batch/v1": ["jobs", "cronjobs"],
  "/apis/networking.k8s.io/v1": ["ingresses", "networkpolicies"],
  "/apis/policy/v1": ["poddisruptionbudgets"],
};

const resourceOf = (resource: Json): JsonObject => ({
  ...pick(resource, ["name", "kind", "singularName", "namespaced", "shortNames"]),
  verbs: [...listAt(resource, "verbs")].map(String).sort(),
});

const resources = Object.entries(USED).map(([path, names]): Case<ClusterClient> => ({
  name: `discovery of ${path}`,
  async run(client) {
    const { status, body } = await client.call("GET", path);
    const found = listAt(body, "resources").filter((one) => names.includes(textAt(one, "name")));
    const name = (one: Json) => textAt(one, "name");
    const sorted = found.sort((a, b) => (name(a) < name(b) ? -1 : 1));
    return { status, ...pick(body, ["kind", "groupVersion"]), found: sorted.map(resourceOf) };
  },
}));

export const discovery: Case<ClusterClient>[] = [
  {
    name: "the version of the API",
    async run(client) {
      const { status, body } = await client.call("GET", "/version");
      return { status, ...pick(body, ["major", "minor", "gitVersion", "platform"]) };
    },
  },
  ...["/healthz", "/livez", "/readyz"].map((path) => ({
    name: `health at ${path}`,
    run: async (client: ClusterClient) => answered(await client.call("GET", path)),
  })),
  {
    name: "the legacy group's versions",
    run: async (client) => pick((await client.call("GET", "/api")).body, ["kind", "versions"]),
  },
  {
    name: "the groups that are used",
    async run(client) {
      const { status, body } = await client.call("GET", "/apis");
      const used = ["apps", "batch", "networking.k8s.io", "policy"];
      const groups = listAt(body, "groups").filter((one) => used.includes(textAt(one, "name")));
      return { status, kind: at(body, "kind"), groups };
    },
  },
  ...resources,
  {
    name: "401: no token",
    run: async (client) => answered(await client.call("GET", "/api/v1/pods", { token: "" })),
  },
  {
    name: "401: a wrong token",
    run: async (client) => answered(await client.call("GET", "/api/v1/pods", { token: "wrong" })),
  },
  {
    name: "404: an unknown resource",
    run: async (client) => answered(await client.call("GET", "/api/v1/widgets")),
  },
  {
    name: "404: an unknown group",
    run: async (client) => answered(await client.call("GET", "/apis/example.org/v1/widgets")),
  },
  {
    name: "405: a method that is not served",
    run: async (client) =>
      answered(await client.call("POST", "/api/v1/namespaces/default", { body: {} })),
  },
];
