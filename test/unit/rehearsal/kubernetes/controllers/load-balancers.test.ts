import { afterEach, expect, it } from "@jest/globals";
import type { Kubernetes } from "../../../../../rehearsal/kubernetes/index.ts";
import { CORE, post, start, until } from "../world.ts";

let kube: Kubernetes;
afterEach(() => kube.close());

it("two clusters give the same Service different addresses", async () => {
  const spec = { type: "LoadBalancer", ports: [{ port: 80, targetPort: 8080 }] };
  const addresses: unknown[] = [];
  for (const cluster of ["dev", "production"]) {
    kube = await start();
    await post(kube, `${CORE}/services`, { metadata: { name: "web" }, spec });
    const [web] = await until(
      kube,
      CORE,
      "services",
      ([one]) => one?.status.loadBalancer.ingress !== undefined,
    );
    addresses.push(web?.status.loadBalancer.ingress?.[0]?.hostname);
    if (cluster === "dev") await kube.close();
  }
  expect(new Set(addresses).size).toBe(2);
});

it("a Service gets an address, an Ingress gets one only if its class has a controller (K-E 28, K-E 29)", async () => {
  kube = await start();
  const spec = { type: "LoadBalancer", ports: [{ port: 80, targetPort: 8080 }] };
  await post(kube, `${CORE}/services`, { metadata: { name: "web" }, spec });
  const ingresses = "/apis/networking.k8s.io/v1/namespaces/default";
  for (const name of ["none", "alb"])
    await post(kube, `${ingresses}/ingresses`, {
      metadata: { name },
      spec: { ingressClassName: name },
    });
  const address = /^k8s-default-\w+-\w{10}\.eu-west-1\.elb\.amazonaws\.com$/;
  const [service] = await until(
    kube,
    CORE,
    "services",
    ([web]) => web?.status.loadBalancer.ingress !== undefined,
  );
  expect(service?.status.loadBalancer.ingress?.[0]?.hostname).toMatch(address);
  const [alb, none] = await until(
    kube,
    ingresses,
    "ingresses",
    ([one]) => one?.status.loadBalancer.ingress !== undefined,
  );
  expect(alb?.status.loadBalancer.ingress?.[0]?.hostname).toMatch(address);
  expect(none?.status).toStrictEqual({ loadBalancer: {} });
});
