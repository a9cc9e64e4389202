import { expect, test } from "@jest/globals";
import { explainManifest } from "../../../../../actions/lib/cluster/manifest.ts";
import { observeDiagnostic } from "../../../../../actions/lib/terraform/observe.ts";
import { error } from "../terraform/diagnostics.ts";

const explain = (summary: string, detail: string, address: string) =>
  explainManifest(observeDiagnostic("apply", error(summary, { detail, address })));

const OF_MANIFEST =
  'There was a field manager conflict when trying to apply the manifest for "shop/search"';

test.each([
  {
    name: "kubernetes_manifest",
    address: "kubernetes_manifest.search[0]",
    summary: OF_MANIFEST,
    detail: String.raw`The API returned the following conflict: "Apply failed with 1 conflict: conflict with \"elastic-operator\" using elasticsearch.k8s.elastic.co/v1: .spec.nodeSets"

You can override this conflict by setting "force_conflicts" to true in the "field_manager" block.`,
    message:
      "kubernetes_manifest.search[0] is refused, because it changes .spec.nodeSets, which elastic-operator has set (a field manager conflict)",
    fix: /elastic-operator is to keep them.*force_conflicts = true in the block field_manager/,
  },
  {
    name: "kubernetes_manifest, with several fields",
    address: "kubernetes_manifest.crd",
    summary: OF_MANIFEST,
    detail: String.raw`The API returned the following conflict: "Apply failed with 2 conflicts: conflicts with \"helm-controller\" using apiextensions.k8s.io/v1:\n- .metadata.annotations.controller-gen.kubebuilder.io/version\n- .spec.versions"`,
    message:
      "kubernetes_manifest.crd is refused, because it changes .metadata.annotations.controller-gen.kubebuilder.io/version and other fields, which helm-controller has set (a field manager conflict)",
    fix: /helm-controller is to keep them/,
  },
  {
    name: "kubectl_manifest",
    address: "kubectl_manifest.auth",
    summary: `kube-system/aws-auth failed to run apply: Apply failed with 1 conflict: conflict with "vpcLambda" using v1: .data.mapRoles
Please review the fields above--they currently have other managers.`,
    detail: "",
    message:
      "kubectl_manifest.auth is refused, because it changes .data.mapRoles, which vpcLambda has set (a field manager conflict)",
    fix: /force_conflicts = true in the kubectl_manifest$/,
  },
])(
  "a conflict of field managers names both sides: $name",
  ({ address, summary, detail, ...expected }) => {
    const known = explain(summary, detail, address);
    expect(known?.message).toBe(expected.message);
    expect(known?.fix).toMatch(expected.fix);
  },
);

const OF_PLAN = "API did not recognize GroupVersionKind from manifest (CRD may not be installed)";
const ofHelm = (kind: string, version: string) =>
  `unable to build kubernetes objects from release manifest: resource mapping not found for name: "web" namespace: "shop" from "": no matches for kind "${kind}" in version "${version}"\nensure CRDs are installed first`;

test.each<[string, string, string, RegExp, RegExp]>([
  [
    "kubernetes_manifest.pool",
    OF_PLAN,
    'no matches for kind "NodePool" in group "karpenter.sh"',
    /the kind NodePool of karpenter\.sh$/,
    /CustomResourceDefinition of NodePool first.*when the plan is made, so depends_on does not help/,
  ],
  [
    "helm_release.web",
    ofHelm("ServiceMonitor", "monitoring.coreos.com/v1"),
    "",
    /the kind ServiceMonitor of monitoring\.coreos\.com\/v1$/,
    /a helm_release of its own/,
  ],
  [
    "kubectl_manifest.store",
    "store failed to create kubernetes rest client for update of resource: resource [external-secrets.io/v1/ClusterSecretStore] isn't valid for cluster, check the APIVersion and Kind fields are valid",
    "",
    /the kind ClusterSecretStore of external-secrets\.io\/v1$/,
    /: name its resource in depends_on$/,
  ],
  [
    "kubernetes_manifest.route",
    OF_PLAN,
    'no matches for kind "HTTPRoute" in group "gateway.networking.k8s.io"',
    /HTTPRoute/,
    /^install the CustomResourceDefinition/,
  ],
  [
    "helm_release.web",
    ofHelm("PodDisruptionBudget", "policy/v1beta1"),
    "",
    /the kind PodDisruptionBudget of policy\/v1beta1$/,
    /does not have this version.*a newer version of the chart/,
  ],
  [
    "kubernetes_manifest.ingress",
    OF_PLAN,
    'no matches for kind "Ingress" in group "networking.k8s.io"',
    /Ingress/,
    /kubectl api-resources` shows \(https:[^)]*\)$/,
  ],
])("a kind that the cluster does not know (%s, %s)", (address, summary, detail, message, fix) => {
  const known = explain(summary, detail, address);
  expect(known?.message).toMatch(message);
  expect(known?.message).toContain(address);
  expect(known?.fix).toMatch(fix);
});

test.each<[string, string, RegExp, RegExp]>([
  [
    "helm_release.web",
    'cannot patch "web" with kind Deployment: Deployment.apps "web" is invalid: spec.selector: Invalid value: v1.LabelSelector{MatchLabels:map[string]string{"app":"web"}}: field is immutable',
    /changes a field of Deployment web that cannot change \(spec\.selector\)/,
    /^write the old value again, or delete .*kubectl delete deployment web.*--cascade=orphan/,
  ],
  [
    "kubectl_manifest.db",
    "db failed to run apply: The StatefulSet \"db\" is invalid: spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals' and 'minReadySeconds' are forbidden",
    /changes a field of StatefulSet db that cannot change \(spec\)/,
    /force_new = true/,
  ],
  [
    "kubernetes_persistent_volume_claim_v1.data",
    'PersistentVolumeClaim "data" is invalid: spec: Forbidden: spec is immutable after creation except resources.requests',
    /changes a field of PersistentVolumeClaim data that cannot change \(spec\)/,
    /-replace=kubernetes_persistent_volume_claim_v1\.data.*its data/,
  ],
])("a field that cannot change (%s)", (address, summary, message, fix) => {
  const known = explain(summary, "", address);
  expect(known?.message).toMatch(message);
  expect(known?.fix).toMatch(fix);
});

test("a Helm release that an interrupted run left pending", () => {
  const known = explain(
    "another operation (install/upgrade/rollback) is in progress",
    "",
    "helm_release.web",
  );
  expect(known?.message).toMatch(/helm_release\.web.*an earlier operation was interrupted/);
  expect(known?.fix).toMatch(/helm history.*helm rollback.*helm uninstall/);
});

test("a manifest that is invalid for another reason is left to the words of the API server", () => {
  const summary =
    'Deployment.apps "web" is invalid: spec.replicas: Invalid value: -1: must be positive';
  const failure = { origin: "provider", provider: "kubernetes", summary } as const;
  expect(explainManifest(failure)).toBeUndefined();
});
