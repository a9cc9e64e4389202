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

  const listen = (ports: string) => ({
    annotations: { "alb.ingress.kubernetes.io/listen-ports": ports },
  });
  test.each([
    ['[{"HTTP": 80}, {"HTTPS": 443}]', "https", undefined],
    ['[{"HTTPS":8443}]', "https", 8443],
    ['[{"HTTP":8080}]', "http", 8080],
    ['[{"HTTP":80}]', "http", undefined],
    ["not JSON", "http", undefined],
    ["{}", "http", undefined],
  ])("the listeners %s give the scheme %s and the port %s", (ports, scheme, port) => {
    expect(ingressesOf(stateOf(ingress("a.example.com", listen(ports))))).toMatchObject([
      { scheme, port, host: "a.example.com" },
    ]);
  });

  test.each([
    // The listener for HTTPS may be in another Ingress of the same group.
    [{ "alb.ingress.kubernetes.io/ssl-redirect": "443" }, "https", undefined],
    [
      {
        "alb.ingress.kubernetes.io/listen-ports": '[{"HTTP": 80}]',
        "alb.ingress.kubernetes.io/ssl-redirect": "8443",
      },
      "https",
      8443,
    ],
    [{ "nginx.ingress.kubernetes.io/force-ssl-redirect": "true" }, "https", undefined],
    [{ "nginx.ingress.kubernetes.io/force-ssl-redirect": "false" }, "http", undefined],
    [{ "traefik.ingress.kubernetes.io/router.tls": "true" }, "https", undefined],
    [{ "traefik.ingress.kubernetes.io/router.entrypoints": "websecure" }, "https", undefined],
    [{ "traefik.ingress.kubernetes.io/router.entrypoints": "web,websecure" }, "http", undefined],
  ])("the annotations %j give the scheme %s and the port %s", (annotations, scheme, port) => {
    expect(ingressesOf(stateOf(ingress("a.example.com", { annotations })))).toMatchObject([
      { scheme, port },
    ]);
  });

  test.each([
    [[{ hosts: ["a.example.com"] }], "https"],
    [[{ hosts: ["b.example.com"] }, { hosts: ["*.example.com"] }], "https"],
    [[{ hosts: [] }], "https"],
    [[{ hosts: null }], "https"],
    [[{ hosts: ["b.example.com"] }], "http"],
    [[{ hosts: ["*.com"] }], "http"],
  ])("TLS for %j makes a.example.com %s", (tls, scheme) => {
    const state = stateOf(
      resource("kubernetes_ingress_v1", {
        metadata: [{ name: "web", namespace: "shop", annotations: null }],
        spec: [{ rule: [{ host: "a.example.com" }], tls }],
      }),
    );
    expect(ingressesOf(state)).toMatchObject([{ scheme, host: "a.example.com" }]);
  });

  test("an Ingress written as kubernetes_manifest is found", () => {
    const manifest = (apiVersion: string, spec: object, metadata: object = {}) =>
      resource("kubernetes_manifest", {
        manifest: { apiVersion, kind: "Ingress", metadata: { name: "api", ...metadata }, spec },
      });
    const rules = [{ host: "api.example.com" }];
    expect(
      ingressesOf(
        stateOf(
          manifest("networking.k8s.io/v1", {}, { namespace: "shop" }),
          manifest("networking.k8s.io/v1", { rules, tls: [{}] }),
          manifest("example.com/v1", { rules }),
        ),
      ),
    ).toMatchObject([
      { namespace: "default", name: "api", scheme: "https", host: "api.example.com" },
      { namespace: "shop", scheme: "http", host: undefined },
    ]);
  });
});
