import type { Case } from "../../service.ts";
import type { ClusterClient } from "../client.ts";
import { at, listAt, pick, textAt, type Json } from "../json.ts";
import { deployment, IMAGES } from "./manifests.ts";
import { answered, inNamespace, type Namespace } from "./namespaced.ts";

const TYPES = {
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  json: "application/json-patch+json",
  apply: "application/apply-patch+yaml",
} as const;

const patch = (space: Namespace, resource: string, kind: keyof typeof TYPES, body: unknown) =>
  space.call("PATCH", resource, { body, type: TYPES[kind] });

const idle = (name: string) => deployment(name, { replicas: 0 });

const applied = (data: object) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "m" },
  data,
});
const apply = (space: Namespace, manager: string, body: unknown, force = false) =>
  patch(space, `configmaps/m?fieldManager=${manager}${force ? "&force=true" : ""}`, "apply", body);

const byManager = (a: Json, b: Json) => (textAt(a, "manager") < textAt(b, "manager") ? -1 : 1);

/** Who owns which fields, in the order of managers' names: the API's order depends on the second it was. */
const owners = (body: Json): Json[] =>
  listAt(body, "metadata.managedFields")
    .sort(byManager)
    .map((entry) =>
      pick(entry, ["manager", "operation", "subresource", "apiVersion", "fieldsType", "fieldsV1"]),
    );

export const patches: Case<ClusterClient>[] = [
  inNamespace("a merge patch sets and removes", async (space) => {
    await space.create("configmaps", { metadata: { name: "m" }, data: { a: "1", b: "2" } });
    return answered(await patch(space, "configmaps/m", "merge", { data: { a: null, c: "3" } }));
  }),
  inNamespace("a strategic merge patch merges containers by name", async (space) => {
    await space.create("deployments", idle("web"));
    const containers = [{ name: "web", image: IMAGES.better, env: [{ name: "A", value: "1" }] }];
    const body = { spec: { template: { spec: { containers } } } };
    const answer = await patch(space, "deployments/web", "strategic", body);
    return [
      answer.status,
      pick(answer.body, ["metadata.generation", "spec.template.spec.containers"]),
    ];
  }),
  inNamespace("a JSON patch, and one whose test fails", async (space) => {
    await space.create("configmaps", { metadata: { name: "m" }, data: { a: "1" } });
    const good = [{ op: "replace", path: "/data/a", value: "2" }];
    const bad = [{ op: "test", path: "/data/a", value: "3" }];
    return [
      answered(await patch(space, "configmaps/m", "json", good)),
      answered(await patch(space, "configmaps/m", "json", bad)),
    ];
  }),
  inNamespace("the generation counts changes of the spec only", async (space) => {
    await space.create("deployments", idle("web"));
    const seen: unknown[] = [];
    for (const body of [
      { metadata: { labels: { a: "b" } } },
      { spec: { template: { metadata: { annotations: { a: "b" } } } } },
      { spec: { replicas: 0 } },
    ])
      seen.push(
        at((await patch(space, "deployments/web", "merge", body)).body, "metadata.generation") ??
          null,
      );
    return seen;
  }),
  inNamespace("404: a patch of what is not there", async (space) =>
    answered(await patch(space, "deployments/web", "merge", { spec: { replicas: 1 } })),
  ),
  inNamespace("422: a patch to what is not valid", async (space) => {
    await space.create("deployments", idle("web"));
    return answered(await patch(space, "deployments/web", "merge", { spec: { replicas: -1 } }));
  }),
  inNamespace("the scale of a deployment", async (space) => {
    await space.create("deployments", idle("web"));
    return [
      answered(await space.call("GET", "deployments/web/scale")),
      answered(await patch(space, "deployments/web/scale", "merge", { spec: { replicas: 0 } })),
    ];
  }),
  inNamespace("server-side apply creates and changes", async (space) => {
    const first = await apply(space, "one", applied({ a: "1", b: "1" }));
    const second = await apply(space, "one", applied({ a: "2" }));
    return [answered(first), owners(first.body), answered(second), owners(second.body)];
  }),
  inNamespace("server-side apply: a conflict, and force", async (space) => {
    await apply(space, "one", applied({ a: "1" }));
    const refused = await apply(space, "two", applied({ a: "2", b: "2" }));
    const forced = await apply(space, "two", applied({ a: "2", b: "2" }), true);
    return [answered(refused), answered(forced), owners(forced.body)];
  }),
  inNamespace("server-side apply: the same value is shared", async (space) => {
    await apply(space, "one", applied({ a: "1" }));
    const shared = await apply(space, "two", applied({ a: "1" }));
    const left = await apply(space, "one", applied({}));
    return [owners(shared.body), pick(left.body, ["data"]), owners(left.body)];
  }),
  inNamespace("server-side apply needs a field manager", async (space) =>
    answered(await patch(space, "configmaps/m", "apply", applied({ a: "1" }))),
  ),
  inNamespace("server-side apply of a deployment merges by key", async (space) => {
    const body = { apiVersion: "apps/v1", kind: "Deployment", ...idle("web") };
    const path = (manager: string) => `deployments/web?fieldManager=${manager}`;
    const first = await patch(space, path("one"), "apply", body);
    const { metadata, spec } = idle("web");
    const containers = [{ name: "web", image: IMAGES.better, env: [{ name: "A", value: "1" }] }];
    const template = { ...spec.template, spec: { containers } };
    const changed = { ...body, metadata, spec: { ...spec, template } };
    const second = await patch(space, path("one"), "apply", changed);
    return [
      first.status,
      owners(first.body).filter((entry) => at(entry, "manager") === "one"),
      second.status,
      pick(second.body, ["metadata.generation", "spec.template.spec.containers"]),
    ];
  }),
  inNamespace("an update is owned by the one who made it", async (space) => {
    const path = "configmaps?fieldManager=terraform";
    const made = await space.call("POST", path, {
      body: { metadata: { name: "m" }, data: { a: "1" } },
    });
    const changed = await patch(space, "configmaps/m?fieldManager=kubectl", "merge", {
      data: { b: "2" },
    });
    return [owners(made.body), owners(changed.body)];
  }),
];
