import { describe, expect, test } from "@jest/globals";
import { RULES } from "../../../../../actions/kube-deploy/src/cluster/failure.ts";
import {
  errorsBesideWaiting,
  givenUpByHelm,
  onlyWaitedForRollout,
  waitedForRollout,
  withClusterCause,
} from "../../../../../actions/kube-deploy/src/cluster/provider-failure.ts";
import { ActionError } from "../../../../../actions/lib/runtime/errors.ts";
import type { Diagnostic } from "../../../../../actions/lib/terraform/events.ts";
import { failureOf } from "../../../../../actions/lib/terraform/failures.ts";
import { FORBIDDEN, cluster, server } from "./clusters.ts";

const DEPLOYMENT = "kubernetes_deployment_v1.web";
const failure = (summary: string, detail = "", address: string | undefined = DEPLOYMENT) =>
  failureOf("apply", [{ severity: "error", summary, detail, address }], "");

test.each<[string, Partial<Diagnostic>, string]>([
  ["an error without an address (case kube-tf-webhook-refused)", {}, "webhook-unavailable"],
  ["an error of another provider", { address: "vault_token.ci" }, "apply-failed"],
])("a webhook that refuses connections, in %s: the reason", (_, more, reason) => {
  const summary =
    'Internal error occurred: failed calling webhook "webhook.cert-manager.io": failed to call webhook: Post "https://cert-manager-webhook.cert-manager.svc:443/validate?timeout=30s": dial tcp 172.20.9.9:443: connect: connection refused';
  const error = failureOf("apply", [{ severity: "error", summary, detail: "", ...more }], "");
  expect(withClusterCause(error, cluster).reason).toBe(reason);
});

test("a kind that the cluster does not know is explained, and the reason stays that of the command", () => {
  const said = 'no matches for kind "NodePool" in group "karpenter.sh"';
  const known = withClusterCause(failure("API did not", said, "kubernetes_manifest.pool"), cluster);
  expect(known.reason).toBe("apply-failed");
  expect(known.message).toMatch(/kubernetes_manifest\.pool .*does not know the kind NodePool/);
});

test("a webhook that quotes these words is the webhook's refusal", () => {
  const said =
    'admission webhook "policy.example" denied the request: no matches for kind "Widget" in version "example.org/v1"';
  const known = withClusterCause(failure(said, "", "kubernetes_manifest.web"), cluster);
  expect(known.reason).toBe("admission-denied");
});

test("the same words from another provider mean something else", () => {
  const said = 'no matches for kind "Widget" in version "example.org/v1"';
  const { fix } = withClusterCause(failure(said, "", "aws_instance.web"), cluster);
  expect(fix).not.toMatch(/CustomResourceDefinition/);
});

test.each<[string, string, string, RegExp]>([
  [
    "an address, and the connection is refused",
    'conversion webhook for karpenter.sh/v1beta1, Kind=NodePool failed: Post "https://karpenter.kube-system.svc:8443/?timeout=30s": dial tcp 172.20.4.4:8443: connect: connection refused',
    "kubernetes_manifest.pool",
    /service karpenter .*--namespace kube-system.*spec\.conversion/,
  ],
  [
    "words of Helm before it, and no service",
    'unable to build kubernetes objects from current release manifest: conversion webhook for karpenter.sh/v1, Kind=NodePool failed: Post "https://karpenter.karpenter.svc:8443/?timeout=30s": service "karpenter" not found',
    "helm_release.karpenter",
    /service karpenter .*--namespace karpenter/,
  ],
  [
    "a certificate that nobody trusts",
    'conversion webhook for cert-manager.io/v1, Kind=Certificate failed: Post "https://cert-manager-webhook.cert-manager.svc:443/convert?timeout=30s": x509: certificate signed by unknown authority',
    "kubernetes_manifest.certificate",
    /correct caBundle in spec\.conversion of the CustomResourceDefinition/,
  ],
])("a conversion webhook that does not answer, with %s: the reason", (_, summary, address, fix) => {
  const known = withClusterCause(failure(summary, "", address), cluster);
  expect(known.reason).toBe("webhook-unavailable");
  expect(known.message).toMatch(/conversion webhook for \S+, Kind=\w+/);
  expect(known.fix).toMatch(fix);
});

test("a conversion webhook that answers with a refusal is not an outage", () => {
  const said =
    "conversion webhook for shop.example/v1, Kind=Cart failed: spec.size: Required value";
  expect(withClusterCause(failure(said, "", "kubernetes_manifest.cart"), cluster).reason).toBe(
    "apply-failed",
  );
});

test("a webhook whose pod has no address of the VPC: the host network is the fix", () => {
  const said =
    'Internal error occurred: failed calling webhook "vingress.elbv2.k8s.aws": failed to call webhook: Post "https://aws-load-balancer-webhook-service.kube-system.svc:443/validate?timeout=10s": Address is not allowed';
  expect(withClusterCause(failure(said), cluster).fix).toMatch(/hostNetwork/);
});

test("the words of a webhook in a precondition of the configuration are not taken for an answer of the API server", () => {
  const detail = 'Internal error occurred: failed calling webhook "x": see the runbook.';
  const diagnostic: Diagnostic = {
    severity: "error",
    summary: "Resource precondition failed",
    detail,
  };
  const error = failureOf("apply", [diagnostic], "");
  expect(withClusterCause(error, cluster).reason).toBe("apply-failed");
});

// Messages of the Kubernetes and Helm providers.
const KNOWN: [string, string, string, RegExp, RegExp][] = [
  [
    'pods "once" is forbidden: minimum memory usage per Container is 64Mi, but request is 10Mi',
    "",
    "pods-not-created",
    /minimum memory usage/,
    /LimitRange/,
  ],
  [
    'Failed to create deployment: deployments.apps "web" is forbidden: unable to create new content in namespace shop because it is being terminated',
    "",
    "namespace-terminating",
    /namespace shop is being deleted/,
    /deploy again/,
  ],
  [
    "deployments.apps \"web\" is forbidden: ValidatingAdmissionPolicy 'digests' with binding 'all' denied request: no tags",
    "",
    "admission-denied",
    /no tags/,
    /owner for an exception/,
  ],
  [FORBIDDEN, "", "cluster-forbidden", /refused \(403\)/, /"resources":\["storageclasses"\]/],
  [
    "Failed to create deployment",
    `\n  ${FORBIDDEN}\n`,
    "cluster-forbidden",
    /refused \(403\): storageclasses/,
    /"verbs":\["get"\]/,
  ],
  ["Unauthorized", "", "cluster-unauthorized", /Unauthorized/, /get-token/],
  [
    'Get "https://10.0.0.1/api": dial tcp 10.0.0.1:443: connect: connection refused',
    "",
    "cluster-unreachable",
    /does not answer \(dial tcp 10.0.0.1:443: connect: connection refused\)/,
    /runner can reach/,
  ],
  [
    "Kubernetes cluster unreachable",
    "dial tcp: lookup cluster on 10.0.0.2:53: no such host",
    "cluster-unreachable",
    /no such host/,
    /runner can reach/,
  ],
  [
    'Get "https://cluster/api": context deadline exceeded',
    "",
    "cluster-unreachable",
    /deadline/,
    /runner can reach/,
  ],
  [
    'Internal error occurred: failed calling webhook "mutate.mesh.example": failed to call webhook: Post "https://mesh-injector.mesh-system.svc:443/inject?timeout=10s": dial tcp 10.100.7.7:9443: connect: connection refused',
    "",
    "webhook-unavailable",
    /admission webhook mutate\.mesh\.example does not answer.*connection refused/,
    /service mesh-injector .*--namespace mesh-system/,
  ],
  [
    "Failed to create deployment",
    'failed calling webhook "policy.example": Post "https://policy.example/": x509: certificate signed by unknown authority',
    "webhook-unavailable",
    /does not trust the certificate of the admission webhook policy\.example, .*x509/,
    /correct caBundle .*validatingwebhookconfigurations/,
  ],
  [
    "tls: failed to verify certificate: x509: certificate signed by unknown authority",
    "",
    "cluster-certificate",
    /\(x509\)/,
    /replaced/,
  ],
  [
    'Get "https://cluster/api": tls: failed to verify certificate: x509: certificate is valid for kubernetes, not cluster',
    "",
    "cluster-certificate",
    /is not valid: certificate is valid for kubernetes/,
    /name that the cluster's certificate contains/,
  ],
  [
    'Get "https://cluster/api": read tcp 10.0.0.1:5->10.0.0.2:443: read: connection reset by peer',
    "",
    "cluster-unreachable",
    /does not answer \(read tcp .* reset by peer\)/,
    /runner can reach/,
  ],
  [
    'Kubernetes cluster unreachable: Get "https://cluster/version": EOF',
    "",
    "cluster-unreachable",
    /does not answer \(EOF\)/,
    /runner can reach/,
  ],
  [
    "Kubernetes cluster unreachable: the server has asked for the client to provide credentials",
    "",
    "cluster-unauthorized",
    /provide credentials/,
    /get-token/,
  ],
  [
    "Kubernetes cluster unreachable: invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable",
    "",
    "provider-elsewhere",
    /names no cluster: /,
    /^configure host/,
  ],
  [
    "Failed to construct REST client",
    "cannot create REST client: no client config",
    "provider-elsewhere",
    /names no cluster: /,
    /^configure host/,
  ],
  [
    "Error locating chart",
    'Unable to locate chart pier: path "./charts/pier" not found',
    "chart-unavailable",
    /cannot fetch the chart: Unable to locate chart pier/,
    /chart and version/,
  ],
  [
    "getting credentials: exec: executable aws not found",
    "",
    "exec-plugin-missing",
    /executable/,
    /install it/,
  ],
  [
    'Get "https://cluster/api": getting credentials: exec: executable aws-iam-authenticator failed with exit code 1',
    "",
    "exec-plugin-failed",
    /program aws-iam-authenticator, .* failed with exit code 1/,
    /credentials of the job, region/,
  ],
  [
    'Kubernetes cluster unreachable: Get "https://cluster/version": getting credentials: exec plugin: invalid apiVersion "client.authentication.k8s.io/v1alpha1"',
    "",
    "exec-plugin-failed",
    /no token that the provider understands: .*invalid apiVersion/,
    /v1beta1/,
  ],
  [
    'Get "https://cluster/api": getting credentials: decoding stdout: couldn\'t get version/kind; json parse error',
    "",
    "exec-plugin-failed",
    /decoding stdout/,
    /prints nothing but its answer/,
  ],
  [
    "unexpected status from HEAD request to https://111122223333.dkr.ecr.eu-north-1.amazonaws.com/v2/charts/pier/manifests/2: 403 Forbidden",
    "",
    "chart-unavailable",
    /from https:\/\/111122223333\.dkr\.ecr\.eu-north-1\.amazonaws\.com: unexpected status/,
    /OCI registry need a login/,
  ],
  ['path "./charts/pier" not found', "", "chart-unavailable", /charts\/pier/, /chart and version/],
  [
    'could not download chart: failed to download "oci://charts.test/redis"',
    "",
    "chart-unavailable",
    /from oci:\/\/charts\.test\/redis/,
    /OCI registry/,
  ],
  [
    "failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://charts.test/token: 403 Forbidden",
    "",
    "chart-unavailable",
    /cannot fetch the chart: failed to authorize/,
    /need a login/,
  ],
  ['pods "x" is forbidden: exceeded quota: q', "", "quota-exceeded", /quota/, /ResourceQuota/],
  [
    'pods "x" is forbidden: violates PodSecurity "restricted:latest"',
    "",
    "pod-security",
    /forbids/,
    /securityContext/,
  ],
  [
    'admission webhook "v.example" denied the request',
    "",
    "admission-denied",
    /webhook/,
    /policy of the webhook/,
  ],
  [
    'pods "x" is forbidden: error looking up service account a/b: serviceaccount "b" not found',
    "",
    "service-account-missing",
    /service account/,
    /ServiceAccount/,
  ],
];

describe("withClusterCause", () => {
  test.each(KNOWN)("K-E 84: %s %s is %s", (summary, detail, reason, message, fix) => {
    const error = failure(summary, detail);
    const explained = withClusterCause(error, cluster);
    expect(explained.reason).toBe(reason);
    expect(explained.message).toMatch(message);
    expect(explained.fix).toMatch(fix);
    expect([explained.detail, explained.cause]).toStrictEqual([error.detail, error]);
  });

  test("the table above covers every rule for providers", () => {
    const missing = RULES.filter(
      ({ origin, reason }) => origin !== "kubernetes" && !KNOWN.some((row) => row[2] === reason),
    );
    expect(missing).toStrictEqual([]);
  });

  test("with a kubeconfig, the fix explains that the provider has its own credentials", () => {
    expect(withClusterCause(failure("Unauthorized"), server).fix).toMatch(/kubeconfig/);
  });

  test.each<[string, string, string | undefined, string]>([
    [
      "the cluster's own host, without an address",
      'Get "https://cluster/api/v1/namespaces/a": dial tcp 10.9.9.9:443: i/o timeout',
      undefined,
      "cluster-unreachable",
    ],
    [
      "a provider without a configuration",
      'Get "http://localhost/api/v1/namespaces/a": dial tcp [::1]:80: connect: connection refused',
      "kubernetes_namespace_v1.a",
      "provider-elsewhere",
    ],
    [
      "a chart registry",
      'failed to do request: Head "https://registry.test/v2/x": dial tcp: lookup registry.test: no such host',
      "helm_release.x",
      "chart-unavailable",
    ],
    [
      "the certificate of another server",
      'Get "https://vault.test/v1/x": x509: certificate signed by unknown authority',
      undefined,
      "apply-failed",
    ],
    [
      "a chart repository, without an address",
      'looks like "https://charts.test" is not a valid chart repository or cannot be reached: dial tcp 10.1.1.1:443: i/o timeout',
      undefined,
      "chart-unavailable",
    ],
    [
      "a program that failed, without an address",
      "getting credentials: exec: executable aws failed with exit code 254",
      undefined,
      "exec-plugin-failed",
    ],
    [
      "a program that failed, in the words of an older provider, without an address",
      'Get "https://cluster/api": getting credentials: exec: exit status 254',
      undefined,
      "exec-plugin-failed",
    ],
    [
      "a program with an invalid answer, after Helm's own words",
      'Kubernetes cluster unreachable: exec plugin: invalid apiVersion "client.authentication.k8s.io/v1alpha1"',
      undefined,
      "exec-plugin-failed",
    ],
    [
      "Helm asking another server, without an address",
      'Kubernetes cluster unreachable: Get "https://old.example/version": dial tcp: lookup old.example: no such host',
      undefined,
      "provider-elsewhere",
    ],
    [
      "a webhook, after words of the provider, without an address",
      'Failed to create Ingress \'shop/web\' because: Internal error occurred: failed calling webhook "vingress.elbv2.k8s.aws": failed to call webhook: Post "https://hook.kube-system.svc:443/v": no endpoints available for service "hook"',
      undefined,
      "webhook-unavailable",
    ],
    [
      "a policy, without an address",
      'Failed to create deployment: admission webhook "validate.kyverno.svc-fail" denied the request: no tags',
      undefined,
      "admission-denied",
    ],
    [
      "a quota, without an address",
      'deployments.apps "web" is forbidden: exceeded quota: objects, requested: count/deployments.apps=1',
      undefined,
      "quota-exceeded",
    ],
    [
      "a provider without a server",
      "Provider configuration: cannot load Kubernetes client config: invalid configuration: default cluster has no server defined",
      "kubernetes_manifest.a",
      "provider-elsewhere",
    ],
    ["a missing permission, without an address", FORBIDDEN, undefined, "cluster-forbidden"],
    [
      "another provider that runs a program",
      "getting credentials: exec: executable vault failed with exit code 2",
      "vault_token.ci",
      "apply-failed",
    ],
  ])("the reason for the words of %s", (_, summary, address, reason) => {
    const diagnostic: Diagnostic = {
      severity: "error",
      summary,
      detail: "",
      ...(address === undefined ? {} : { address }),
    };
    expect(withClusterCause(failureOf("apply", [diagnostic], ""), cluster).reason).toBe(reason);
  });

  test("a chart that cannot be located is unavailable, also without an address", () => {
    const detail = "Unable to locate chart pier: no cached repo found";
    const error = failureOf(
      "plan",
      [{ severity: "error", summary: "Error locating chart", detail }],
      "",
    );
    expect(withClusterCause(error, cluster).reason).toBe("chart-unavailable");
  });

  test.each([
    ["kubernetes_namespace_v1.a", "cluster-unreachable"],
    ["helm_release.ingress", "cluster-unreachable"],
    [undefined, "cluster-unreachable"],
  ])("recognizes an EKS endpoint with capitals in an error of %s", (address, reason) => {
    const summary =
      'Get "https://0F9E8D.gr7.eu-west-1.eks.amazonaws.com/version": dial tcp 10.9.9.9:443: i/o timeout';
    const diagnostic: Diagnostic = {
      severity: "error",
      summary,
      detail: "",
      ...(address === undefined ? {} : { address }),
    };
    const { reason: found } = withClusterCause(failureOf("plan", [diagnostic], ""), {
      ...cluster,
      server: "https://0F9E8D.gr7.eu-west-1.eks.amazonaws.com",
    });
    expect(found).toBe(reason);
  });

  test("EOF at the end of a YAML text is not taken for a broken connection", () => {
    const error = failure("error converting YAML to JSON: yaml: EOF", "", "helm_release.web");
    expect(withClusterCause(error, cluster)).toBe(error);
  });

  test("a refusal is reported rather than the wait for a rollout", () => {
    const error = failureOf(
      "apply",
      [
        {
          severity: "error",
          summary: "Waiting for rollout to finish: 1 of 2",
          detail: "",
          address: DEPLOYMENT,
        },
        {
          severity: "error",
          summary: FORBIDDEN,
          detail: "",
          address: "kubernetes_config_map_v1.web",
        },
      ],
      "",
    );
    expect([onlyWaitedForRollout(error), waitedForRollout(error)]).toStrictEqual([false, true]);
    expect(withClusterCause(error, cluster).reason).toBe("cluster-forbidden");
  });

  test.each([
    ["a Helm release", "helm_release.ingress[0]", "cluster-unreachable"],
    ["the provider's configuration", 'provider["r/hashicorp/kubernetes"]', "cluster-unreachable"],
    ["a resource of AWS", "aws_route53_record.web", "apply-failed"],
    ["a resource without an address", undefined, "apply-failed"],
  ])("a timeout without a host, in an error of %s", (_, address, reason) => {
    const diagnostic = {
      severity: "error" as const,
      summary: "dial tcp 10.0.0.1:443: i/o timeout",
      detail: "",
      ...(address === undefined ? {} : { address }),
    };
    expect(withClusterCause(failureOf("apply", [diagnostic], ""), cluster).reason).toBe(reason);
  });

  test.each([
    new ActionError({ reason: "state-locked", message: "Unauthorized" }),
    failureOf("apply", [{ severity: "error", summary: "Saved plan is stale", detail: "" }], ""),
    failure("an error that nobody has seen"),
  ])("%s comes back unchanged", (error) => {
    expect(withClusterCause(error, cluster)).toBe(error);
  });
});

test.each([
  ["Waiting for rollout to finish: 1 out of 2 new replicas have been updated...", DEPLOYMENT, true],
  ["Deployment exceeded its progress deadline", DEPLOYMENT, true],
  ["Waiting for StatefulSet shop/db", "kubernetes_stateful_set_v1.db", true],
  ["job: shop/migrate is not in complete state", "kubernetes_job_v1.migrate", true],
  ["job: shop/migrate is in failed state", "kubernetes_job_v1.migrate", true],
  ["Error upgrading chart: Upgrade failed: context deadline exceeded", "helm_release.web", true],
  ["timed out waiting for the condition", "module.a.helm_release.web[0]", true],
  ["resource Deployment/a/b not ready. status: InProgress", "helm_release.web", true],
  ["\t* job demo-hook failed: BackoffLimitExceeded\n", "helm_release.web", true],
  ['Get "https://10.0.0.1/version": context deadline exceeded', "helm_release.web", false],
  ["context deadline exceeded", "aws_eks_cluster.main", false],
  ["Unauthorized", DEPLOYMENT, false],
  ["Waiting for rollout to finish", "aws_codedeploy_deployment_group.web", false],
])("K-E 78, 79: %s of %s means a wait for a rollout: %s", (summary, address, expected) => {
  expect(waitedForRollout(failure(summary, "", address))).toBe(expected);
});

test("keeps the errors of an interrupted apply that neither the wait nor the interrupt explains", () => {
  const error = (summary: string, address?: string): Diagnostic => ({
    severity: "error",
    summary,
    detail: "",
    ...(address === undefined ? {} : { address }),
  });
  const refused = error(FORBIDDEN, "kubernetes_config_map_v1.web");
  const errors = [
    error("context canceled", "kubernetes_job_v1.migrate"),
    error("Waiting for rollout to finish: 1 replicas wanted; 0 replicas Ready", DEPLOYMENT),
    refused,
    error("execution halted"),
  ];
  expect(errorsBesideWaiting(failureOf("apply", errors, ""))).toStrictEqual([refused]);
  expect(
    errorsBesideWaiting(new ActionError({ reason: "apply-failed", message: "" })),
  ).toStrictEqual([]);
});

test("finds the releases that Helm gave up waiting for", () => {
  const error = (summary: string, address: string): Diagnostic => ({
    severity: "error",
    summary,
    detail: "",
    address,
  });
  const errors = [
    error("Unauthorized", "helm_release.web"),
    error("context deadline exceeded", 'module.a.helm_release.db["x"]'),
    error("Deployment exceeded its progress deadline", DEPLOYMENT),
  ];
  expect(givenUpByHelm(failureOf("apply", errors, ""))).toStrictEqual([
    'module.a.helm_release.db["x"]',
  ]);
  expect(givenUpByHelm(new ActionError({ reason: "apply-failed", message: "" }))).toStrictEqual([]);
  expect(givenUpByHelm(undefined)).toStrictEqual([]);
});
