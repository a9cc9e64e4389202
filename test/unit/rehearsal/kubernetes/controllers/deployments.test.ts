// What the comparison with a real control plane leaves out because it depends on time.
import { afterEach, expect, it } from "@jest/globals";
import type { Kubernetes } from "../../../../../rehearsal/kubernetes/index.ts";
import { APPS, CORE, FAST, deployment, isRolledOut, patch, post, start, until } from "../world.ts";

let kube: Kubernetes;
afterEach(() => kube.close());

const setImage = (image: string) => [
  { op: "replace", path: "/spec/template/spec/containers/0/image", value: image },
];

it("replaces its pods without going below maxUnavailable nor above maxSurge", async () => {
  kube = await start();
  await post(kube, `${APPS}/deployments`, deployment("web", "repo/web:1", { replicas: 4 }));
  await isRolledOut(kube, "web");
  let [fewest, most] = [4, 4];
  const watching = until(kube, CORE, "pods", (pods) => {
    const live = pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    const ready = live.filter(({ status }) =>
      status.conditions?.some((one) => one.type === "Ready" && one.status === "True"),
    );
    fewest = Math.min(fewest, ready.length);
    most = Math.max(most, live.length);
    return (
      ready.length === 4 && ready.every(({ spec }) => spec.containers[0]?.image === "repo/web:2")
    );
  });
  await patch(kube, `${APPS}/deployments/web`, setImage("repo/web:2"));
  await watching;
  await isRolledOut(kube, "web");
  expect(fewest).toBeGreaterThanOrEqual(3);
  expect(most).toBeLessThanOrEqual(5);
});

it("keeps the old pods when the deadline passes, and their ReplicaSet when the image comes back (K-E 22)", async () => {
  kube = await start({ failures: [{ reason: "image-not-found", image: "*:2" }] });
  const deadline = { progressDeadlineSeconds: 50 };
  await post(kube, `${APPS}/deployments`, deployment("web", "repo/web:1", deadline));
  await isRolledOut(kube, "web");
  await patch(kube, `${APPS}/deployments/web`, setImage("repo/web:2"));
  const [broken] = await until(
    kube,
    APPS,
    "deployments",
    ([one]) =>
      one?.status.conditions?.some(({ reason }) => reason === "ProgressDeadlineExceeded") === true,
  );
  expect(broken?.status).toMatchObject({
    updatedReplicas: 1,
    availableReplicas: 2,
    unavailableReplicas: 1,
    replicas: 3,
  });
  await patch(kube, `${APPS}/deployments/web`, setImage("repo/web:1"));
  await isRolledOut(kube, "web");
  const [web] = kube.objects("deployments");
  expect(web?.metadata.annotations?.["deployment.kubernetes.io/revision"]).toBe("3");
  expect(kube.objects("replicasets")).toHaveLength(2);
});

it("with replicas 0 is done at once (K-E 14)", async () => {
  kube = await start();
  await post(kube, `${APPS}/deployments`, deployment("none", "x:1", { replicas: 0 }));
  await until(
    kube,
    APPS,
    "deployments",
    ([none]) =>
      none?.status.conditions?.some(({ reason }) => reason === "NewReplicaSetAvailable") === true,
  );
  expect(kube.objects("pods")).toStrictEqual([]);
});

it("minReadySeconds holds availability back (K-E 20)", async () => {
  kube = await start({ delays: { ...FAST, secondMs: 10 } });
  await post(kube, `${APPS}/deployments`, deployment("web", "x:1", { minReadySeconds: 20 }));
  const [early] = await until(
    kube,
    APPS,
    "deployments",
    ([one]) => one?.status.readyReplicas === 2,
  );
  expect(early?.status.availableReplicas).toBeUndefined();
  await isRolledOut(kube, "web");
});
