import type { Case } from "../../service.ts";
import type { ClusterClient } from "../client.ts";
import { at, listAt, numberAt, pick, textAt, type Json } from "../json.ts";
import { normalise } from "../normalise.ts";
import { IMAGES, deployment, workspaceDeployment } from "./manifests.ts";
import { inNamespace, type Namespace } from "./namespaced.ts";
import { withMessageEnd, eventsAbout, isSettled, withReasons, statusOf } from "./observations.ts";

const release = (space: Namespace, name: string, image: string) =>
  space.patch(`deployments/${name}`, [
    { op: "replace", path: "/spec/template/spec/containers/0/image", value: image },
  ]);

async function rolledOut(space: Namespace, body: { metadata: { name: string } }): Promise<Json> {
  await space.create("deployments", body);
  return space.until(`deployments/${body.metadata.name}`, isSettled);
}

/**
 * Rolls out a Deployment, then a new release of it. Returns all values that its status had at a path in the meantime.
 */
async function watchRelease(
  space: Namespace,
  body: { metadata: { name: string } },
): Promise<(path: string) => number[]> {
  await rolledOut(space, body);
  const { body: list } = await space.call("GET", "deployments");
  const version = textAt(list, "metadata.resourceVersion");
  const events = await space.client.watch(
    space.path(`deployments?watch=true&resourceVersion=${version}`),
    () => release(space, "web", IMAGES.better),
    (all) =>
      all.some(
        ({ object }) => isSettled(object) && numberAt(object, "status.observedGeneration") === 2,
      ),
  );
  return (path) => events.map(({ object }) => numberAt(object, path));
}

/** Returns the replica sets, oldest first. */
async function sets(space: Namespace): Promise<Json[]> {
  const list = listAt((await space.call("GET", "replicasets")).body, "items");
  return [...list].sort((a, b) => revisionOf(a) - revisionOf(b));
}

function revisionOf(set: Json): number {
  const annotations = at(set, "metadata.annotations");
  if (annotations === null || typeof annotations !== "object" || Array.isArray(annotations))
    return 0;
  return Number(annotations["deployment.kubernetes.io/revision"]);
}

export const rollouts: Case<ClusterClient>[] = [
  inNamespace("the workspace's deployment becomes healthy", async (space) => {
    const done = await rolledOut(space, workspaceDeployment("frontend"));
    return [normalise(at(done, "metadata")), statusOf(done)];
  }),
  inNamespace("the replica set of a deployment", async (space) => {
    await rolledOut(space, deployment("web"));
    const [set] = await sets(space);
    const hash = textAt(set, "metadata.name").replace(/^web-/, "");
    const selected = at(set, "spec.selector.matchLabels.pod-template-hash");
    return [/^[bcdf-hj-np-tv-xz2456789]{5,10}$/.test(hash), selected === hash, normalise(set)];
  }),
  inNamespace("the pods of a deployment", async (space) => {
    await rolledOut(space, deployment("web", { replicas: 1 }));
    const { body } = await space.call("GET", "pods");
    return listAt(body, "items").map((pod) => [
      normalise(pick(pod, ["metadata", "spec"])),
      statusOf(pod),
    ]);
  }),
  inNamespace("events of a healthy rollout", async (space) => {
    await rolledOut(space, deployment("web", { replicas: 1 }));
    return [
      await eventsAbout(space, "Deployment", withReasons("ScalingReplicaSet")),
      await eventsAbout(space, "ReplicaSet", withReasons("SuccessfulCreate")),
      await eventsAbout(space, "Pod", withReasons("Started")),
    ];
  }),
  inNamespace("a new release replaces the old", async (space) => {
    await rolledOut(space, deployment("web"));
    await release(space, "web", IMAGES.better);
    const done = await space.until(
      "deployments/web",
      (one) => isSettled(one) && numberAt(one, "status.observedGeneration") === 2,
    );
    return [
      statusOf(done),
      (await sets(space)).map((set) => [
        normalise(pick(set, ["metadata.annotations", "spec.replicas", "spec.selector"])),
        statusOf(set),
      ]),
      await eventsAbout(space, "Deployment", withMessageEnd("from 1 to 0")),
    ];
  }),
  inNamespace("a release that surges by two and misses none", async (space) => {
    const strategy = { type: "RollingUpdate", rollingUpdate: { maxSurge: 2, maxUnavailable: 0 } };
    const counts = await watchRelease(space, deployment("web", { replicas: 3, strategy }));
    // Which intermediate counts are written depends on how fast the controllers are.
    return {
      surges: Math.max(...counts("status.replicas")) > 3,
      surgesByTwoAtMost: Math.max(...counts("status.replicas")) <= 5,
      missesNone: Math.min(...counts("status.availableReplicas")) >= 3,
    };
  }),
  inNamespace("a release that recreates has none in between", async (space) => {
    const counts = await watchRelease(space, deployment("web", { strategy: { type: "Recreate" } }));
    return {
      surges: Math.max(...counts("status.replicas")) > 2,
      hasNoneInBetween: Math.min(...counts("status.availableReplicas")) === 0,
    };
  }),
  inNamespace("a release taken back reuses the replica set", async (space) => {
    await rolledOut(space, deployment("web"));
    for (const [image, generation] of [
      [IMAGES.better, 2],
      [IMAGES.good, 3],
    ] as const) {
      await release(space, "web", image);
      await space.until(
        "deployments/web",
        (one) => isSettled(one) && numberAt(one, "status.observedGeneration") === generation,
      );
    }
    return (await sets(space)).map((set) => [
      revisionOf(set),
      normalise(pick(set, ["spec.replicas", "spec.template.spec.containers.0.image"])),
    ]);
  }),
  inNamespace("a paused deployment starts nothing", async (space) => {
    await space.create("deployments", deployment("web", { paused: true }));
    const paused = await space.until(
      "deployments/web",
      (one) => numberAt(one, "status.observedGeneration") === 1,
    );
    return [statusOf(paused), (await sets(space)).length];
  }),
  inNamespace("a deployment is scaled", async (space) => {
    await rolledOut(space, deployment("web", { replicas: 1 }));
    await space.patch("deployments/web", [{ op: "replace", path: "/spec/replicas", value: 3 }]);
    const done = await space.until(
      "deployments/web",
      (one) => isSettled(one) && numberAt(one, "spec.replicas") === 3,
    );
    return [statusOf(done), await eventsAbout(space, "Deployment", withMessageEnd("from 1 to 3"))];
  }),
  inNamespace("a deleted deployment takes its pods along", async (space) => {
    await rolledOut(space, deployment("web"));
    const { status, body } = await space.call("DELETE", "deployments/web");
    await space.until("replicasets", (list) => listAt(list, "items").length === 0);
    await space.until("pods", (list) => listAt(list, "items").length === 0);
    return [status, normalise(body)];
  }),
];
