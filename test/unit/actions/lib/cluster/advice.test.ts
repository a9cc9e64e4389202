import { expect, test } from "@jest/globals";
import { adviseOnCluster } from "../../../../../actions/lib/cluster/advice.ts";
import { observeDiagnostic } from "../../../../../actions/lib/terraform/observe.ts";
import { error } from "../terraform/diagnostics.ts";

const advise = (
  summary: string,
  detail = "",
  address: string | undefined = "kubernetes_namespace_v1.shop",
) => adviseOnCluster(observeDiagnostic("plan", error(summary, { detail, address })));

const UNREACHABLE = "Kubernetes cluster unreachable: ";
const OWNED =
  "rendered manifests contain a resource that already exists. Unable to continue with install: ";

test.each<[string, string, string, string | undefined, RegExp]>([
  [
    "no address, because the cluster is changed by the same plan",
    'Get "http://localhost/api/v1/namespaces/shop": dial tcp [::1]:80: connect: connection refused',
    "",
    undefined,
    /connects to localhost\. If this plan creates, replaces or updates that cluster, .*`targets`/,
  ],
  [
    "the same from Helm, without an address of a resource",
    `${UNREACHABLE}invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable`,
    "",
    "",
    /configure host, cluster_ca_certificate and exec/,
  ],
  [
    "a token that is too old, or a role without access",
    "Unauthorized",
    "",
    undefined,
    /access entry.*aws_eks_cluster_auth is valid for 15 minutes, and a saved plan keeps it/,
  ],
  [
    "the same from Helm",
    `${UNREACHABLE}the server has asked for the client to provide credentials`,
    "",
    "helm_release.metrics",
    /access entry.*aws eks get-token/,
  ],
  [
    "a hook whose Job exists already, which is in no state",
    'failed post-install: warning: Hook post-install web/templates/seed.yaml failed: 1 error occurred:\n\t* jobs.batch "web-seed" already exists\n\n',
    "",
    "helm_release.web",
    /^delete it \(`kubectl delete jobs\.batch web-seed`\)/,
  ],
  [
    "an extension of the API that does not answer",
    "could not get apiVersions from Kubernetes: unable to retrieve the complete list of server APIs: metrics.k8s.io/v1beta1: the server is currently unable to handle the request",
    "",
    "helm_release.web",
    /APIService v1beta1\.metrics\.k8s\.io/,
  ],
  [
    "a role that may not read",
    'configmaps "aws-auth" is forbidden: User "ci" cannot get resource "configmaps" in API group "" in the namespace "kube-system"',
    "",
    undefined,
    /^allow the role of this job to get configmaps in the cluster: .*A plan has to read/,
  ],
  [
    "a role that may not change something of another group",
    'storageclasses.storage.k8s.io "gp3" is forbidden: User "ci" cannot patch resource "storageclasses" in API group "storage.k8s.io" at the cluster scope',
    "",
    undefined,
    /to patch storageclasses of storage\.k8s\.io in the cluster/,
  ],
  [
    "a private endpoint",
    'Get "https://AB12.gr7.eu-west-1.eks.amazonaws.com/api/v1/namespaces/shop": dial tcp 10.0.3.7:443: i/o timeout',
    "",
    undefined,
    /reaches AB12\.gr7\.eu-west-1\.eks\.amazonaws\.com: a private endpoint/,
  ],
  [
    "a cluster that was replaced",
    'Get "https://AB12.gr7.eu-west-1.eks.amazonaws.com/api/v1/namespaces/shop": dial tcp: lookup AB12.gr7.eu-west-1.eks.amazonaws.com on 127.0.0.53:53: no such host',
    "",
    undefined,
    /the cluster still exists.*run the job again$/,
  ],
  [
    "another certificate authority",
    'Get "https://127.0.0.1:39683/api/v1/namespaces/shop": tls: failed to verify certificate: x509: certificate signed by unknown authority',
    "",
    undefined,
    /^cluster_ca_certificate of the provider/,
  ],
  [
    "no program for the token",
    `${UNREACHABLE}Get "https://AB12.gr7.eu-west-1.eks.amazonaws.com/version": getting credentials: exec: executable aws not found`,
    "",
    "helm_release.metrics",
    /install it \(aws for/,
  ],
  [
    "a release that the state does not know",
    "installation failed",
    "cannot re-use a name that is still in use",
    "helm_release.metrics",
    /import block for helm_release\.metrics with the id NAMESPACE\/NAME.*helm uninstall/,
  ],
  [
    "an object that the state does not know",
    'namespaces "shop" already exists',
    "",
    undefined,
    /^it exists already.*import block for kubernetes_namespace_v1\.shop/,
  ],
  [
    "a pod that the state does not know",
    'pods "shop-debug" already exists',
    "",
    "kubernetes_pod_v1.debug",
    /^it exists already.*import block for kubernetes_pod_v1\.debug/,
  ],
  [
    "the same as a manifest",
    "Cannot create resource that already exists",
    'resource "shop/web" already exists',
    "kubernetes_manifest.web",
    /import block for kubernetes_manifest\.web/,
  ],
  [
    "an object that another release has made",
    "installation failed",
    `${OWNED}Service "search" in namespace "shop" exists and cannot be imported into the current release: invalid ownership metadata; annotation validation error: key "meta.helm.sh/release-name" must equal "front": current value is "back"`,
    "helm_release.front",
    /^Service search of namespace shop belongs to the Helm release back: leave it out of one/,
  ],
  [
    "an object that Helm has not made",
    `${OWNED}ClusterRole "search" in namespace "" exists and cannot be imported into the current release: invalid ownership metadata; label validation error: missing key "app.kubernetes.io/managed-by": must be set to "Helm"; annotation validation error: missing key "meta.helm.sh/release-name": must be set to "front"`,
    "",
    "helm_release.front",
    /^ClusterRole search was not made by this release.*managed-by=Helm/,
  ],
  [
    "a kind that the cluster does not know",
    "API did not recognize GroupVersionKind from manifest (CRD may not be installed)",
    'no matches for kind "NodePool" in group "karpenter.sh"',
    "kubernetes_manifest.pool",
    /^install the CustomResourceDefinition of NodePool first/,
  ],
  [
    "a webhook that does not answer, although its words are those of a broken connection",
    'Internal error occurred: failed calling webhook "mservice.elbv2.k8s.aws": failed to call webhook: Post "https://aws-load-balancer-webhook-service.kube-system.svc:443/mutate-v1-service?timeout=10s": dial tcp 10.0.3.9:9443: connect: connection refused',
    "",
    "kubernetes_service_v1.web",
    /pods are ready behind the service aws-load-balancer-webhook-service/,
  ],
  [
    "a webhook that refuses in the words of something else",
    'admission webhook "policy.example" denied the request: no matches for kind "Widget" in version "example.org/v1"',
    "",
    "kubernetes_manifest.web",
    /^change the workload so that it meets the policy/,
  ],
])("knows what to do about %s", (_, summary, detail, address, fix) => {
  expect(advise(summary, detail, address)).toMatch(fix);
});

test("a tunnel on the runner is an address as any other", () => {
  const said =
    'Get "https://127.0.0.1:6443/api/v1/namespaces/shop": dial tcp 127.0.0.1:6443: connect: connection refused';
  expect(advise(said)).toMatch(/the runner reaches 127\.0\.0\.1:6443/);
});

test.each([
  ["words that mean nothing special", "Waiting for rollout to finish", undefined],
  ["the same words from another provider", "Unauthorized", "vault_token.ci"],
  ["the same words from AWS", 'role "ci" already exists', "aws_iam_role.ci"],
])("has no advice for %s", (_, summary, address) => {
  expect(advise(summary, "", address)).toBeUndefined();
});
