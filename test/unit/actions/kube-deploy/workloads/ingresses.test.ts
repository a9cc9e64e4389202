import { describe, expect, test } from "@jest/globals";
import { ingressesOf } from "../../../../../actions/kube-deploy/src/workloads/ingresses.ts";
import { resource, stateOf } from "./states.ts";

describe("Ingresses of a state", () => {
  const ingress = (host: string | null, extra: object = {}) =>
    resource("kubernetes_ingress_v1", {
      metadata: [{ name: "web", namespace: "shop", annotations: null, ...extra }],
      spec: [{ rule: [{ host }], tls: [] }],
    });

  test("the Ingress with a host comes first; a certificate makes it https", () => {
    const annotations = { "alb.ingress.kubernetes.io/certificate-arn": "arn:aws:acm:…" };
    const found = ingressesOf(
      stateOf(ingress(null), ingress("*.example.com"), ingress("a.example.com", { annotations })),
    );
    expect(found.map(({ scheme, host }) => [scheme, host])).toStrictEqual([
      ["https", "a.example.com"],
      ["http", undefined],
      ["http", undefined],
    ]);
  });
});
