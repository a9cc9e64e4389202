// What the comparison with a real control plane leaves out because it depends on time.
import { afterEach, expect, it } from "@jest/globals";
import type { Kubernetes } from "../../../../../rehearsal/kubernetes/index.ts";
import { APPS, FAST, deployment, isRolledOut, post, start, until } from "../world.ts";

let kube: Kubernetes;
afterEach(() => kube.close());

it("a Deployment with replicas 0 is done at once (K-E 14)", async () => {
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

it("minReadySeconds delays availability (K-E 20)", async () => {
  kube = await start({ delays: { ...FAST, secondMs: 50 } });
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
