import type { Case } from "../../service.ts";
import type { ClusterClient, WatchEvent } from "../client.ts";
import { at, listAt, pick, textAt, type Json } from "../json.ts";
import { normalise } from "../normalise.ts";
import { IMAGES } from "./manifests.ts";
import { answered, inNamespace, type Namespace } from "./namespaced.ts";

const names = (body: Json): string[] =>
  listAt(body, "items").map((item) => textAt(item, "metadata.name"));

async function createMaps(space: Namespace): Promise<void> {
  for (const letter of "abcd")
    await space.create("configmaps", { metadata: { name: `map-${letter}` } });
}

const pages = inNamespace("limit and continue", async (space) => {
  await createMaps(space);
  // Five, including the config map with the cluster's CA.
  await space.until("configmaps", (list) => listAt(list, "items").length === 5);
  const first = await space.call("GET", "configmaps?limit=3");
  const token = textAt(first.body, "metadata.continue");
  const next = `configmaps?limit=3&continue=${encodeURIComponent(token)}`;
  const second = await space.call("GET", next);
  const last = textAt(second.body, "metadata.continue");
  const remaining = at(first.body, "metadata.remainingItemCount") ?? null;
  return [names(first.body), token !== "", remaining, names(second.body), last];
});

const seen = (events: WatchEvent[]): unknown[] =>
  events.map(({ type, object }) => [
    type,
    normalise(pick(object, ["kind", "metadata.name", "data"])),
  ]);

const watched = inNamespace("a watch sees what changes after a version", async (space) => {
  await space.until("configmaps", (list) => listAt(list, "items").length > 0);
  const { body } = await space.call("GET", "configmaps");
  const version = textAt(body, "metadata.resourceVersion");
  const act = async () => {
    await space.create("configmaps", { metadata: { name: "m" }, data: { a: "1" } });
    await space.patch("configmaps/m", [{ op: "replace", path: "/data/a", value: "2" }]);
    await space.call("DELETE", "configmaps/m");
  };
  const query = `watch=1&allowWatchBookmarks=true&resourceVersion=${version}&timeoutSeconds=240`;
  const events = await space.client.watch(space.path(`configmaps?${query}`), act, (all) =>
    all.some(({ type }) => type === "DELETED"),
  );
  // The server decides when it sends a bookmark.
  return seen(events.filter(({ type }) => type !== "BOOKMARK"));
});

const fromStart = inNamespace(
  "a watch without a version starts with all there is",
  async (space) => {
    await space.create("configmaps", { metadata: { name: "m" }, data: { a: "1" } });
    const events = await space.client.watch(
      space.path("configmaps?watch=true"),
      () => Promise.resolve(),
      (all) => all.some(({ object }) => at(object, "metadata.name") === "m"),
    );
    return seen(events.filter(({ object }) => at(object, "metadata.name") === "m"));
  },
);

const refusal = inNamespace(
  "400: a continue token that is not valid",
  async (space) => (await space.call("GET", "configmaps?limit=1&continue=nonsense")).status,
);

const emptyList = inNamespace("an empty list", async (space) =>
  answered(await space.call("GET", "deployments")),
);

const podOf = (name: string, more: object = {}) => ({
  metadata: { name, ...more },
  spec: { nodeSelector: { never: "there" }, containers: [{ name: "web", image: IMAGES.good }] },
});

const dependents = inNamespace("a dependent goes with its owner", async (space) => {
  const { body } = await space.create("configmaps", { metadata: { name: "one" } });
  const uid = textAt(body, "metadata.uid");
  const ownerReferences = [{ apiVersion: "v1", kind: "ConfigMap", name: "one", uid }];
  await space.create("pods", podOf("of-one", { ownerReferences }));
  await space.create("pods", podOf("of-nobody"));
  const options = { kind: "DeleteOptions", apiVersion: "v1", propagationPolicy: "Background" };
  const { status } = await space.call("DELETE", "configmaps/one", options);
  return [status, names(await space.until("pods", (list) => listAt(list, "items").length === 1))];
});

const foreground = inNamespace(
  "an owner waits for its dependents in the foreground",
  async (space) => {
    const { body } = await space.create("configmaps", { metadata: { name: "one" } });
    const uid = textAt(body, "metadata.uid");
    const ownerReferences = [
      { apiVersion: "v1", kind: "ConfigMap", name: "one", uid, blockOwnerDeletion: true },
    ];
    const finalizers = ["example.org/hold"];
    await space.create("secrets", { metadata: { name: "of-one", ownerReferences, finalizers } });
    const options = { kind: "DeleteOptions", apiVersion: "v1", propagationPolicy: "Foreground" };
    const { status } = await space.call("DELETE", "configmaps/one", options);
    await space.until(
      "secrets/of-one",
      (one) => at(one, "metadata.deletionTimestamp") !== undefined,
    );
    const waiting = await space.call("GET", "configmaps/one");
    await space.patch("secrets/of-one", [{ op: "remove", path: "/metadata/finalizers" }]);
    await space.until("configmaps", (list) => !names(list).includes("one"));
    return [status, pick(waiting.body, ["metadata.finalizers"])];
  },
);

const finalizers = inNamespace("a finalizer holds what is deleted", async (space) => {
  const finalizers = ["example.org/hold"];
  await space.create("configmaps", { metadata: { name: "held", finalizers } });
  const deleted = await space.call("DELETE", "configmaps/held");
  await space.patch("configmaps/held", [{ op: "remove", path: "/metadata/finalizers" }]);
  return [answered(deleted), (await space.call("GET", "configmaps/held")).status];
});

export const lists: Case<ClusterClient>[] = [
  pages,
  emptyList,
  refusal,
  watched,
  fromStart,
  dependents,
  foreground,
  finalizers,
];
