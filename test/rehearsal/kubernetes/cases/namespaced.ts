import type { Case } from "../../service.ts";
import type { Answer, ClusterClient } from "../client.ts";
import { at, listAt, type JsonObject } from "../json.ts";
import { normalise } from "../normalise.ts";

/** The namespace of one case, with short methods for requests to its objects. */
export class Namespace {
  readonly client: ClusterClient;
  readonly name: string;

  constructor(client: ClusterClient, name: string) {
    this.client = client;
    this.name = name;
  }

  /** Returns the API path of a resource such as `deployments/web`. */
  path(resource: string): string {
    const [plural = ""] = resource.split(/[/?]/);
    return `${PREFIXES[plural] ?? "/api/v1"}/namespaces/${this.name}/${resource}`;
  }

  call(method: string, resource: string, body?: unknown): Promise<Answer> {
    return this.client.call(method, this.path(resource), body);
  }

  patch(resource: string, operations: object[]): Promise<Answer> {
    const type = "application/json-patch+json";
    return this.client.call("PATCH", this.path(resource), operations, type);
  }

  create(plural: string, body: unknown): Promise<Answer> {
    return this.call("POST", plural, body);
  }

  /** Waits until the object or the collection is as wanted, and returns it. */
  until(resource: string, so: (body: JsonObject) => boolean): Promise<JsonObject> {
    const [plural = ""] = resource.split(/[/?]/);
    return this.client.until(this.path(resource), this.path(plural), so);
  }
}

const PREFIXES: Record<string, string> = {
  deployments: "/apis/apps/v1",
  replicasets: "/apis/apps/v1",
  jobs: "/apis/batch/v1",
  ingresses: "/apis/networking.k8s.io/v1",
  poddisruptionbudgets: "/apis/policy/v1",
};

let count = 0;

/**
 * Returns a case that has its own namespace. The namespace is deleted afterwards, so that its pods leave their nodes.
 */
export function inNamespace(
  name: string,
  run: (namespace: Namespace) => Promise<unknown>,
): Case<ClusterClient> {
  const namespace = `fleet-${(count += 1)}`;
  return {
    name,
    async run(client) {
      await client.call("POST", "/api/v1/namespaces", { metadata: { name: namespace } });
      const accounts = `/api/v1/namespaces/${namespace}/serviceaccounts`;
      await client.until(accounts, accounts, (list) =>
        listAt(list, "items").some((item) => at(item, "metadata.name") === "default"),
      );
      try {
        return await run(new Namespace(client, namespace));
      } finally {
        client.recover();
        await client.call("DELETE", `/api/v1/namespaces/${namespace}`);
      }
    },
  };
}

/** Returns an answer without the parts that vary. */
export const answered = ({ status, body }: Answer): JsonObject => ({
  status,
  body: normalise(body),
});
