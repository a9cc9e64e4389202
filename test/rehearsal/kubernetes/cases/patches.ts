import type { Case } from "../../service.ts";
import type { ClusterClient } from "../client.ts";
import { at, pick } from "../json.ts";
import { IMAGES, deployment } from "./manifests.ts";
import { answered, inNamespace } from "./namespaced.ts";

const idle = (name: string) => deployment(name, { replicas: 0 });
const replace = (path: string, value: unknown) => [{ op: "replace", path, value }];

export const patches: Case<ClusterClient>[] = [
  inNamespace("a JSON patch, and one whose test fails", async (space) => {
    await space.create("configmaps", { metadata: { name: "m" }, data: { a: "1" } });
    return [
      answered(await space.patch("configmaps/m", replace("/data/a", "2"))),
      answered(await space.patch("configmaps/m", [{ op: "test", path: "/data/a", value: "3" }])),
      answered(await space.patch("configmaps/m", [{ op: "remove", path: "/data/none" }])),
    ];
  }),
  inNamespace("a JSON patch that replaces the whole spec of a deployment", async (space) => {
    await space.create("deployments", idle("web"));
    const { spec } = idle("web");
    spec.template.spec.containers[0] = { name: "web", image: IMAGES.better };
    const { status, body } = await space.patch("deployments/web", replace("/spec", spec));
    return [status, pick(body, ["metadata.generation", "spec"])];
  }),
  inNamespace("the generation counts changes of the spec only", async (space) => {
    await space.create("deployments", idle("web"));
    const generations: unknown[] = [];
    for (const operations of [
      [{ op: "add", path: "/metadata/labels", value: { a: "b" } }],
      [{ op: "add", path: "/spec/template/metadata/annotations", value: { a: "b" } }],
      replace("/spec/replicas", 0),
    ]) {
      const { body } = await space.patch("deployments/web", operations);
      generations.push(at(body, "metadata.generation") ?? null);
    }
    return generations;
  }),
  inNamespace("404: a patch of what is not there", async (space) =>
    answered(await space.patch("deployments/web", replace("/spec/replicas", 1))),
  ),
  inNamespace("422: a patch to what is not valid", async (space) => {
    await space.create("deployments", idle("web"));
    return answered(await space.patch("deployments/web", replace("/spec/replicas", -1)));
  }),
];
