import { afterEach, expect, it } from "@jest/globals";
import type { Kubernetes } from "../../../../../rehearsal/kubernetes/index.ts";
import { APPS, CORE, deployment, post, start, until } from "../world.ts";

let kube: Kubernetes;
afterEach(() => kube.close());

const waitsFor = (text: string) =>
  until(kube, CORE, "events", (all) => all.some(({ message }) => message === text));
const isAvailable = () =>
  until(kube, APPS, "deployments", ([one]) => one?.status.availableReplicas === 2);

it("a missing Secret stops the container until it is created with its key (K-E 40)", async () => {
  kube = await start();
  const env = [{ name: "PASSWORD", valueFrom: { secretKeyRef: { name: "db", key: "password" } } }];
  const containers = [{ name: "web", image: "x:1", env }];
  await post(kube, `${APPS}/deployments`, deployment("web", "x:1", {}, { containers }));
  await waitsFor('Error: secret "db" not found');
  expect(JSON.stringify(kube.objects("pods"))).toContain("CreateContainerConfigError");
  await post(kube, `${CORE}/secrets`, { metadata: { name: "db" }, stringData: { password: "p" } });
  await isAvailable();
});

it("the message names a key that is not in the Secret", async () => {
  kube = await start();
  const envFrom = [{ configMapRef: { name: "absent", optional: true } }];
  const env = [{ name: "PASSWORD", valueFrom: { secretKeyRef: { name: "db", key: "password" } } }];
  const containers = [{ name: "web", image: "x:1", envFrom, env }];
  await post(kube, `${CORE}/secrets`, { metadata: { name: "db" }, stringData: { other: "p" } });
  await post(kube, `${APPS}/deployments`, deployment("web", "x:1", {}, { containers }));
  await waitsFor("Error: couldn't find key password in Secret default/db");
});

it("a volume whose ConfigMap is missing keeps the pod in ContainerCreating", async () => {
  kube = await start();
  const volumes = [{ name: "settings", configMap: { name: "app" } }];
  await post(kube, `${APPS}/deployments`, deployment("web", "x:1", {}, podWith(volumes)));
  await waitsFor('MountVolume.SetUp failed for volume "settings" : configmap "app" not found');
  await post(kube, `${CORE}/configmaps`, { metadata: { name: "app" } });
  await isAvailable();
});

const podWith = (volumes: object[]) => ({ containers: [{ name: "web", image: "x:1" }], volumes });
