import { inAnyText, matchAdvice } from "../match-failure.ts";
import type { AdviceRule, ObservedFailure } from "../match-failure.ts";
import {
  CHART_UNAVAILABLE,
  EXEC_ANSWER,
  EXEC_FAILED,
  EXEC_MISSING,
  PROVIDER_CONFIGURATION_FIX,
  UNCONFIGURED,
  isOfCluster,
} from "./provider.ts";
import { explainManifest } from "./manifest.ts";
import { REFUSALS, WEBHOOK_UNAVAILABLE } from "./refusals.ts";

const saidByProvider = (rules: readonly Omit<AdviceRule, "origin">[]): readonly AdviceRule[] =>
  rules.map((rule) => ({ ...rule, origin: "provider" }));

/** Refusals that may quote the words of any other failure. */
const QUOTING: readonly AdviceRule[] = [WEBHOOK_UNAVAILABLE, ...REFUSALS];

/** What keeps a provider from the API server, or from a chart. */
const NOT_REACHED: readonly AdviceRule[] = [
  CHART_UNAVAILABLE,
  EXEC_FAILED,
  EXEC_ANSWER,
  EXEC_MISSING,
  UNCONFIGURED,
  ...saidByProvider([
    {
      // A provider without an address takes localhost. So it also does if the address is not known before the apply.
      // https://github.com/hashicorp/terraform-provider-kubernetes/issues/1028
      when: { host: /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::80|:443)?$/ },
      fix: `${PROVIDER_CONFIGURATION_FIX}. If this plan creates, replaces or updates that cluster, apply the cluster first (input \`targets\`), or keep what is inside the cluster in a workspace of its own`,
    },
    {
      // A saved plan contains what the data source has read: https://github.com/hashicorp/terraform-provider-aws/issues/13189
      when: inAnyText(
        /^\s*(?:.*: )?Unauthorized$|the server has asked for the client to provide credentials/m,
      ),
      fix: "the role of this job needs an access entry of the cluster (`aws eks create-access-entry` and `aws eks associate-access-policy`, or deployer_role_arns of terraform/infrastructure). If it has one, the token is too old: a token of the data source aws_eks_cluster_auth is valid for 15 minutes, and a saved plan keeps it until it is applied. Use an exec block with `aws eks get-token`",
    },
    {
      // https://kubernetes.io/docs/reference/access-authn-authz/rbac/
      when: inAnyText(
        /cannot (?<verb>\S+) resource "(?<resource>[^"]+)" in API group "(?<group>[^"]*)"/,
      ),
      fix: (_, { verb = "", resource = "", group = "" }) =>
        `allow the role of this job to ${verb} ${resource}${group === "" ? "" : ` of ${group}`} in the cluster: with an access policy (\`aws eks associate-access-policy\`), or with RBAC for the groups of its access entry. A plan has to read every object of the workspace`,
    },
    {
      when: inAnyText(/x509: |tls: failed to verify certificate/),
      fix: "cluster_ca_certificate of the provider has to be the certificate authority of the cluster in host: a new cluster has a new one. If it is, a proxy on the way intercepts TLS, or the runner's clock is wrong",
    },
    {
      when: inAnyText(
        /no such host|i\/o timeout|connection (?:refused|reset)|no route to host|network is unreachable|TLS handshake timeout/,
      ),
      fix: ({ host = "the API server" }) =>
        `check that the cluster still exists, and that the runner reaches ${host}: a private endpoint only answers inside its VPC, and a public one only the addresses in public_access_cidrs. If the cluster was replaced, this address is the old one: run the job again`,
    },
  ]),
];

/** What the cluster has already, without the state knowing it. */
const EXISTS = saidByProvider([
  {
    // https://github.com/hashicorp/terraform-provider-helm/issues/425
    when: inAnyText(/cannot re-?use a name that is still in use/),
    fix: ({ address = "the helm_release" }) =>
      `the namespace has a release with this name, and the state does not know it: somebody else installed it, or an earlier installation failed (\`helm list --all\` shows it). To keep it, write an import block for ${address} with the id NAMESPACE/NAME. Otherwise remove it with \`helm uninstall\`. Then run the job again`,
  },
  {
    // What marks an object as one of a release: https://github.com/helm/helm/pull/32199
    when: inAnyText(
      /(?<kind>[A-Z]\w+) "(?<name>[^"]+)" in namespace "(?<namespace>[^"]*)" exists and cannot be imported into the current release: invalid ownership metadata(?:.*"meta\.helm\.sh\/release-name" must equal "[^"]*": current value is "(?<owner>[^"]+)")?/s,
    ),
    fix: (_, { kind = "", name = "", namespace = "", owner }) => {
      const object = `${kind} ${name}${namespace === "" ? "" : ` of namespace ${namespace}`}`;
      return owner === undefined
        ? `${object} was not made by this release. To let the release have it, give it the label app.kubernetes.io/managed-by=Helm and the annotations meta.helm.sh/release-name and meta.helm.sh/release-namespace (\`kubectl label\`, \`kubectl annotate\`). Otherwise delete it, or leave it out of the chart. Then run the job again`
        : `${object} belongs to the Helm release ${owner}: leave it out of one of the two charts, or install them into different namespaces. If that release is gone, delete the object. Then run the job again`;
    },
  },
  {
    // kubectl_manifest takes over an object that exists. Resources of the Kubernetes provider do not.
    when: inAnyText(/ "[^"]+" already exists|Cannot create resource that already exists/),
    fix: ({ address = "it" }) =>
      `it exists already, and the state does not know it: somebody else created it, or an earlier run whose state was not saved. To keep it, write an import block for ${address}. Otherwise delete it, or give the new one another name. Then run the job again`,
  },
]);

/**
 * Returns what to do about an error of a provider that talks to an API server of Kubernetes; undefined for every other
 * error, and if the error's own words have to do.
 */
export function adviseOnCluster(failure: ObservedFailure): string | undefined {
  // Helm also says this about its provider block, which has no address of a resource.
  const isUnreachable = /^Kubernetes cluster unreachable: /.test(failure.summary);
  if (!isOfCluster(failure) && !isUnreachable) return undefined;
  const observed = { ...failure, origin: "provider" as const };
  const known =
    matchAdvice(QUOTING, observed) ??
    explainManifest(observed) ??
    matchAdvice([...NOT_REACHED, ...EXISTS], observed);
  return known?.fix;
}
