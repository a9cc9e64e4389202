import type { Case } from "../../service.ts";
import type { ClusterClient, WatchEvent } from "../client.ts";
import { at, listAt, pick, textAt, type Json } from "../json.ts";
import { normalise } from "../normalise.ts";
import { IMAGES } from "./manifests.ts";
import { answered, inNamespace, type Namespace } from "./namespaced.ts";

const names = (body: Json): string[] =>
  listAt(body, "items")
    .map((item) => textAt(item, "metadata.name"))
    .filter((name) => name !== "kube-root-ca.crt");

async function makeMaps(space: Namespace): Promise<void> {
  const labels = [{ tier: "web", stage: "dev" }, { tier: "web" }, { tier: "data" }, {}];
  for (const [index, one] of labels.entries())
    await space.create("configmaps", {
      metadata: { name: `map-${"abcd"[index] ?? ""}`, labels: one },
    });
}

const SELECTORS = [
  "tier=web",
  "tier!=web",
  "tier in (web,data),stage",
  "tier notin (web)",
  "!tier",
  "tier=web,stage=dev",
];

const FIELDS = ["metadata.name=map-a", "metadata.name!=map-a"];

const byLabel = inNamespace("label selectors", async (space) => {
  await makeMaps(space);
  const found: Record<string, string[]> = {};
  for (const selector of SELECTORS) {
    const query = encodeURIComponent(selector);
    found[selector] = names((await space.call("GET", `configmaps?labelSelector=${query}`)).body);
  }
  return found;
});

const byField = inNamespace("field selectors", async (space) => {
  await makeMaps(space);
  const found: Record<string, string[]> = {};
  for (const selector of FIELDS) {
    const query = encodeURIComponent(selector);
    found[selector] = names((await space.call("GET", `configmaps?fieldSelector=${query}`)).body);
  }
  return found;
});

const pages = inNamespace("limit and continue", async (space) => {
  await makeMaps(space);
  const selector = "fieldSelector=metadata.name!=kube-root-ca.crt";
  const first = await space.call("GET", `configmaps?limit=3&${selector}`);
  const token = textAt(first.body, "metadata.continue");
  const next = `configmaps?limit=3&${selector}&continue=${encodeURIComponent(token)}`;
  const second = await space.call("GET", next);
  const last = textAt(second.body, "metadata.continue");
  return [names(first.body), token !== "", names(second.body), last];
});

const seen = (events: WatchEvent[]): unknown[] =>
  events.map(({ type, object }) => [
    type,
    normalise(pick(object, ["kind", "metadata.name", "data"])),
  ]);

const watched = inNamespace("a watch sees what changes, by selector", async (space) => {
  const { body } = await space.call("GET", "configmaps");
  const version = textAt(body, "metadata.resourceVersion");
  const query = `watch=true&resourceVersion=${version}&labelSelector=tier%3Dweb`;
  const act = async () => {
    const labels = { tier: "web" };
    await space.create("configmaps", { metadata: { name: "other" } });
    await space.create("configmaps", { metadata: { name: "m", labels }, data: { a: "1" } });
    await space.call("PUT", "configmaps/m", {
      body: { metadata: { name: "m", labels }, data: { a: "2" } },
    });
    // It leaves the selection, which is a deletion to who watches.
    await space.call("PUT", "configmaps/m", {
      body: { metadata: { name: "m" }, data: { a: "3" } },
    });
    await space.call("PUT", "configmaps/m", {
      body: { metadata: { name: "m", labels }, data: { a: "4" } },
    });
    await space.call("DELETE", "configmaps/m");
  };
  const events = await space.client.watch(
    space.path(`configmaps?${query}`),
    act,
    (all) => all.length >= 5,
  );
  return seen(events);
});

const bookmarked = inNamespace("a watch that starts with the list", async (space) => {
  await space.create("configmaps", { metadata: { name: "m" }, data: { a: "1" } });
  const query = [
    "watch=true",
    "sendInitialEvents=true",
    "allowWatchBookmarks=true",
    "resourceVersionMatch=NotOlderThan",
    "fieldSelector=metadata.name%3Dm",
  ].join("&");
  const events = await space.client.watch(
    space.path(`configmaps?${query}`),
    () => Promise.resolve(),
    (all) => all.some(({ type }) => type === "BOOKMARK"),
  );
  return events.map(({ type, object }) => [
    type,
    pick(object, ["kind", "apiVersion", "metadata.name", "metadata.annotations"]),
  ]);
});

const refusals = inNamespace("400: selectors that are none", async (space) => [
  answered(await space.call("GET", "configmaps?labelSelector=tier%20in%20web")).status,
  answered(await space.call("GET", "configmaps?fieldSelector=spec.colour%3Dred")),
  answered(await space.call("GET", "pods?fieldSelector=spec.colour%3Dred")),
  answered(await space.call("GET", "configmaps?limit=1&continue=nonsense")).status,
]);

const emptyList = inNamespace("an empty list", async (space) =>
  answered(await space.call("GET", "deployments")),
);

const tables = inNamespace("a list as a table", async (space) => {
  await space.create("configmaps", { metadata: { name: "m" }, data: { a: "1" } });
  const accept = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
  const { body } = await space.call("GET", "configmaps?fieldSelector=metadata.name%3Dm", {
    accept,
  });
  return {
    ...pick(body, ["kind", "apiVersion"]),
    columns: listAt(body, "columnDefinitions").map((one) =>
      pick(one, ["name", "type", "format", "priority"]),
    ),
    cells: listAt(body, "rows").map((row) => listAt(row, "cells").slice(0, 2)),
  };
});

const metadataOnly = inNamespace("objects without their bodies", async (space) => {
  await space.create("configmaps", { metadata: { name: "m" }, data: { a: "1" } });
  const accept = "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io,application/json";
  return answered(await space.call("GET", "configmaps/m", { accept }));
});

const podOf = (name: string, more: object = {}) => ({
  metadata: { name, ...more },
  spec: { nodeSelector: { never: "there" }, containers: [{ name: "web", image: IMAGES.good }] },
});

const propagation = inNamespace(
  "a dependent goes with its owner, an orphan stays",
  async (space) => {
    const uids: string[] = [];
    for (const name of ["one", "two"]) {
      const { body } = await space.create("configmaps", { metadata: { name } });
      const uid = textAt(body, "metadata.uid");
      const ownerReferences = [{ apiVersion: "v1", kind: "ConfigMap", name, uid }];
      await space.create("pods", podOf(`of-${name}`, { ownerReferences }));
      uids.push(uid);
    }
    const options = (propagationPolicy: string) => ({
      body: { kind: "DeleteOptions", apiVersion: "v1", propagationPolicy },
    });
    const background = await space.call("DELETE", "configmaps/one", options("Background"));
    const orphaned = await space.call("DELETE", "configmaps/two", options("Orphan"));
    const left = await space.until("pods", (list) => listAt(list, "items").length === 1);
    await space.until("pods/of-two", (pod) => at(pod, "metadata.ownerReferences") === undefined);
    return [uids.length, background.status, orphaned.status, names(left)];
  },
);

const finalizers = inNamespace("a finalizer holds what is deleted", async (space) => {
  const finalizers = ["example.org/hold"];
  await space.create("configmaps", { metadata: { name: "held", finalizers } });
  const deleted = await space.call("DELETE", "configmaps/held");
  const body = { metadata: { finalizers: null } };
  const type = "application/merge-patch+json";
  await space.call("PATCH", "configmaps/held", { body, type });
  return [answered(deleted), answered(await space.call("GET", "configmaps/held")).status];
});

const collections = inNamespace("a collection is deleted", async (space) => {
  await makeMaps(space);
  const { status, body } = await space.call("DELETE", "configmaps?labelSelector=tier%3Dweb");
  return [
    status,
    pick(body, ["kind", "status"]),
    names((await space.call("GET", "configmaps")).body),
  ];
});

export const lists: Case<ClusterClient>[] = [
  byLabel,
  byField,
  pages,
  emptyList,
  refusals,
  tables,
  metadataOnly,
  watched,
  bookmarked,
  propagation,
  finalizers,
  collections,
];
