import { expect, test } from "@jest/globals";
import {
  explainObjectWait,
  gaveUpOnWorkload,
} from "../../../../../actions/kube-deploy/src/cluster/object-wait.ts";
import {
  onlyWaitedForRollout,
  withClusterCause,
} from "../../../../../actions/kube-deploy/src/cluster/provider-failure.ts";
import { failureOf } from "../../../../../actions/lib/terraform/failures.ts";
import { cluster } from "./clusters.ts";

const failure = (summary: string, detail: string, address: string) =>
  failureOf("apply", [{ severity: "error", summary, detail, address }], "");

test.each<[string, string, string, RegExp]>([
  [
    "client rate limiter Wait returned an error: context deadline exceeded",
    "",
    "kubernetes_persistent_volume_claim_v1.data",
    /wait_until_bound = false/,
  ],
  [
    "client rate limiter Wait returned an error: rate: Wait(n=1) would exceed context deadline",
    "",
    'module.db.kubernetes_persistent_volume_claim.data["a.b"]',
    /wait_until_bound = false/,
  ],
  ["context deadline exceeded", "", "kubernetes_namespace_v1.shop", /kubectl get namespace/],
  [
    "timeout while waiting for resource to be gone (last state: 'Terminating', timeout: 5m0s)",
    "",
    "kubernetes_namespace.shop",
    /kubectl get namespace/,
  ],
  [
    'Waiting for service "shop/web" to assign IP/hostname for a load balancer',
    "",
    "kubernetes_service_v1.web",
    /kubectl describe service/,
  ],
  ["context deadline exceeded", "", "kubernetes_ingress_v1.web", /kubectl describe ingress/],
  ["context deadline exceeded", "", "kubernetes_secret_v1.web", /kubectl describe/],
])(
  "Terraform gave up waiting for an object (%s): not the API server is the cause",
  (summary, detail, address, fix) => {
    const known = withClusterCause(failure(summary, detail, address), cluster);
    expect(known.reason).toBe("apply-failed");
    expect(known.message).toContain(address);
    expect(known.message).toContain(summary);
    expect(known.fix).toMatch(fix);
  },
);

test("the message names the tool of the run", () => {
  const gaveUp = {
    severity: "error",
    summary: "context deadline exceeded",
    detail: "",
    address: "kubernetes_namespace_v1.shop",
  } as const;
  const known = withClusterCause(failureOf("apply", [gaveUp], "", "opentofu"), cluster);
  expect(known.message).toMatch(/^opentofu apply failed: kubernetes_namespace_v1\.shop did not/);
});

test("the command that replaces an object is that of the tool", () => {
  const refused = {
    severity: "error",
    summary: 'PersistentVolumeClaim "data" is invalid: spec: Forbidden: spec is immutable',
    detail: "",
    address: "kubernetes_persistent_volume_claim_v1.data",
  } as const;
  const known = withClusterCause(failureOf("apply", [refused], "", "opentofu"), cluster);
  expect(known.fix).toContain("`tofu apply -replace=kubernetes_persistent_volume_claim_v1.data`");
});

test("the same words with the address of a request are about the API server", () => {
  const said = 'Get "https://cluster/api/v1/namespaces/shop": context deadline exceeded';
  expect(withClusterCause(failure(said, "", "kubernetes_namespace_v1.shop"), cluster).reason).toBe(
    "cluster-unreachable",
  );
});

test.each([
  ["kubernetes_deployment_v1.web", true],
  ['module.a.kubernetes_job.migrate["x.y"]', true],
  ["kubernetes_daemonset.agent", true],
  ["kubernetes_namespace.shop", false],
])("Terraform gave up waiting for %s: the pods say why (%s)", (address, isWorkload) => {
  const summary = "client rate limiter Wait returned an error: context deadline exceeded";
  const observed = { origin: "provider", provider: "kubernetes", summary, address } as const;
  expect(gaveUpOnWorkload(observed)).toBe(isWorkload);
  expect(onlyWaitedForRollout(failure(summary, "", address))).toBe(isWorkload);
});

test("the same words of another provider are not explained", () => {
  const summary = "context deadline exceeded";
  const observed = { origin: "provider", provider: "vault", summary, address: "vault_token.ci" };
  expect(
    explainObjectWait(observed as Parameters<typeof explainObjectWait>[0], "terraform"),
  ).toBeUndefined();
});
