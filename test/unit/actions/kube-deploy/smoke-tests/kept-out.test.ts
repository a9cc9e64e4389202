import { expect, test } from "@jest/globals";
import { explainKeptOut } from "../../../../../actions/kube-deploy/src/smoke-tests/kept-out.ts";
import { ingressesOf } from "../../../../../actions/kube-deploy/src/workloads/ingresses.ts";
import { resource, stateOf } from "../workloads/states.ts";

const ingress = (host: string | null, annotations: Record<string, string> = {}) =>
  resource("kubernetes_ingress_v1", {
    metadata: [{ name: "web", namespace: "shop", annotations }],
    spec: [{ rule: [{ host }], tls: [] }],
  });
const explain = (
  result: string,
  annotations: Record<string, string>,
  { host = "a.example.com", isRelative = false, isPassed = false } = {},
) =>
  explainKeptOut(
    { name: "home", isPassed, result },
    { host, isRelative },
    ingressesOf(stateOf(ingress("a.example.com", annotations), ingress(null))),
  );

const RANGE = "nginx.ingress.kubernetes.io/whitelist-source-range";
const OFFICE = { [RANGE]: "10.0.0.0/8, 192.0.2.7/32" };
const REFUSED = "it answered 403, expected 200 to 299 (tried 6 times in 20 s)";

test("a refusal by an Ingress that admits few addresses is told as such", () => {
  expect(explain(REFUSED, OFFICE)).toMatchObject({
    isPassed: false,
    result: `${REFUSED}; the Ingress shop/web may keep the runner out: it only admits 10.0.0.0/8, 192.0.2.7/32 (annotation ${RANGE})`,
    fix: expect.stringMatching(/runner that the Ingress admits.*`job`/),
  });
});

test.each([
  [
    "no answer within 10 s (tried 6 times in 60 s)",
    { "alb.ingress.kubernetes.io/inbound-cidrs": "192.0.2.0/24" },
  ],
  [
    "no answer: connect ETIMEDOUT 10.0.1.7:443 (tried once)",
    { "alb.ingress.kubernetes.io/scheme": "internal" },
  ],
  [REFUSED, { "nginx.ingress.kubernetes.io/allowlist-source-range": "10.0.0.0/8" }],
])("%s, with the annotations %j", (result, annotations) => {
  const options = { host: "k8s-1.elb.amazonaws.com", isRelative: true };
  expect(explain(result, annotations, options).result).toMatch(/may keep the runner out/);
});

test.each([
  ["everybody is admitted", REFUSED, { [RANGE]: "10.0.0.0/8,0.0.0.0/0" }, {}],
  ["the annotation is empty", REFUSED, { [RANGE]: "" }, {}],
  [
    "the load balancer is public",
    REFUSED,
    { "alb.ingress.kubernetes.io/scheme": "internet-facing" },
    {},
  ],
  ["another host was asked", REFUSED, OFFICE, { host: "b.example.com" }],
  ["the pods answered", "it answered 503, expected 200 to 299 (tried once)", OFFICE, {}],
  ["the test passed", "passed", OFFICE, { isPassed: true }],
])("nothing is added if %s", (_, result, annotations, options) => {
  expect(explain(result, annotations, options)).toStrictEqual({
    name: "home",
    isPassed: false,
    result,
    ...("isPassed" in options ? { isPassed: true } : {}),
  });
});
