import { inAnyText, matchAdvice } from "../match-failure.ts";
import type { Advice, AdviceRule, ObservedFailure } from "../match-failure.ts";
import { ABSENT } from "./absent.ts";

/** What the providers say if another client has set a field that the manifest sets too. */
const CONFLICT: AdviceRule = {
  origin: "provider",
  // https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts
  when: inAnyText(
    /Apply failed with (?<count>\d+) conflicts?: conflicts? with "(?<manager>[^"]+)"(?: using \S+)?:\s*(?:- )?(?<field>\.(?:\[[^\]]*\]|[^\s"[])+)/,
  ),
  message: ({ address = "the manifest" }, { manager = "", field = "", count }) =>
    `${address} is refused, because it changes ${field}${count === "1" ? "" : " and other fields"}, which ${manager} has set (a field manager conflict)`,
  fix: ({ provider }, { manager = "" }) =>
    `let only one of them set these fields: leave them out of the manifest if ${manager} is to keep them (such as replicas with an autoscaler)${TAKE_OVER[provider ?? ""] ?? ""}`,
};

/** How the resources of a provider take fields over. */
const TAKE_OVER: Readonly<Record<string, string>> = {
  kubernetes:
    "; to take them over, set force_conflicts = true in the block field_manager of the kubernetes_manifest (or force = true in kubernetes_config_map_v1_data and the like)",
  kubectl: "; to take them over, set force_conflicts = true in the kubectl_manifest",
};

/** Groups that are part of Kubernetes. Other groups that end with k8s.io come with a CustomResourceDefinition. */
const BUILT_IN =
  /^(?:[a-z]+|(?:admissionregistration|apiextensions|apiregistration|authentication|authorization|certificates|coordination|discovery|events|flowcontrol\.apiserver|internal\.apiserver|networking|node|rbac\.authorization|resource|scheduling|storage|storagemigration)\.k8s\.io)$/;

/**
 * The kind is not known to the cluster. The words of kubernetes_manifest, of Helm and of kubectl_manifest:
 * https://github.com/mongodb/mongodb-kubernetes-operator/issues/1683
 * https://github.com/helm/helm/issues/9395
 * https://github.com/gavinbunney/terraform-provider-kubectl (kubernetes/resource_kubectl_manifest.go)
 */
const UNKNOWN_KIND: AdviceRule = {
  origin: "provider",
  when: [
    ...inAnyText(/no matches for kind "(?<kind>[^"]+)" in (?:group|version) "(?<group>[^"]*)"/),
    ...inAnyText(
      /resource \[(?<group>[^\]]+)\/(?<kind>\w+)\] isn't valid for cluster, check the APIVersion and Kind fields/,
    ),
  ],
  message: ({ address = "a manifest" }, { kind = "", group = "" }) =>
    `${address} cannot be made, because the cluster does not know the kind ${kind} of ${group === "" ? "the core group" : group}`,
  fix: ({ provider }, { kind = "", group = "" }) =>
    BUILT_IN.test(group.replace(/\/.*$/, ""))
      ? `the cluster's version of Kubernetes does not have this version of ${kind} (any more): write the one that \`kubectl api-resources\` shows (https://kubernetes.io/docs/reference/using-api/deprecation-guide/)${provider === "helm" ? ", with a newer version of the chart; if the release was deployed with the old one, run `helm mapkubeapis` (a plugin of Helm)" : ""}`
      : `install the CustomResourceDefinition of ${kind} first, with the operator or chart that it belongs to${FIRST[provider ?? ""] ?? ""}`,
};

/** When the definition has to exist. https://registry.terraform.io/providers/hashicorp/kubernetes/latest/docs/resources/manifest */
const FIRST: Readonly<Record<string, string>> = {
  kubernetes:
    ". kubernetes_manifest needs it when the plan is made, so depends_on does not help: install it in the infrastructure workspace, or in an earlier apply, or put the object into a chart (helm_release with depends_on)",
  helm: ": in a helm_release of its own (depends_on), or in the folder crds/ of the chart; a chart cannot have a definition and an object of it in its templates",
  kubectl: ": name its resource in depends_on",
};

/**
 * A field that only a new object can have, such as the selector of a Deployment or the claims of a StatefulSet.
 * https://github.com/helm/helm/issues/5006
 */
const IMMUTABLE: AdviceRule = {
  origin: "provider",
  when: inAnyText(
    /\b(?<kind>[A-Z]\w+)(?:\.[\w.-]+)? "(?<name>[^"]+)" is invalid: (?<field>[\w.[\]]+): (?:Invalid value: [^]*?: field is immutable|Forbidden: (?:updates to statefulset spec|(?:spec )?is immutable))/,
  ),
  message: ({ address = "the manifest" }, { kind = "", name = "", field = "" }) =>
    `${address} is refused, because it changes a field of ${kind} ${name} that cannot change (${field}): only a new object can have another value`,
  fix: ({ provider, address = "ADDRESS" }, { kind = "", name = "" }) => {
    const anew =
      provider === "helm"
        ? `delete the object and deploy again (\`kubectl delete ${kind.toLowerCase()} ${name}\`: its pods stop; with --cascade=orphan they keep running, and those that a new selector does not match have to be deleted by hand)`
        : provider === "kubectl"
          ? "set force_new = true in the kubectl_manifest, which replaces the object"
          : `replace the object (\`terraform apply -replace=${address}\`)`;
    return `write the old value again, or ${anew}; a volume claim that is replaced loses its data`;
  },
};

/** https://github.com/helm/helm/issues/8987 */
const PENDING_RELEASE: AdviceRule = {
  origin: "provider",
  when: inAnyText(/another operation \(install\/upgrade\/rollback\) is in progress/),
  message: ({ address = "the Helm release" }) =>
    `${address} cannot be changed, because its newest revision is pending: another run works on it, or an earlier operation was interrupted`,
  fix: "if no other run works on it, look for the last deployed revision (`helm history`) and go back to it with `helm rollback`, or remove the release with `helm uninstall` if there is none; then run the job again",
};

/**
 * A hook of a chart makes an object that an earlier run has left behind. Without an annotation, Helm deletes it before
 * it makes the new one; with another policy, it stays after a failure.
 * https://helm.sh/docs/topics/charts_hooks/#hook-deletion-policies
 */
const HOOK_LEFT: AdviceRule = {
  origin: "provider",
  when: inAnyText(
    /Hook (?<hook>[\w,-]+) (?<source>\S+) failed: [^]*?(?<resource>[a-z][\w.]*) "(?<name>[^"]+)" already exists/,
  ),
  message: ({ address = "the Helm release" }, { hook = "", resource = "", name = "" }) =>
    `${address} cannot run its hook ${hook}, because ${resource} ${name} of an earlier run still exists`,
  fix: (_, { source = "", resource = "", name = "" }) =>
    `delete it (\`kubectl delete ${resource} ${name}\`) and run the job again; so that it does not stay again, give ${source} of the chart the annotation helm.sh/hook-delete-policy: before-hook-creation`,
};

/**
 * Explains why the API server does not take a manifest at all; undefined for every other failure. What is
 * wrong is in the manifest or in its object, so the reason stays that of the failed command.
 */
export const explainManifest = (failure: ObservedFailure): Advice | undefined =>
  matchAdvice([CONFLICT, UNKNOWN_KIND, IMMUTABLE, PENDING_RELEASE, HOOK_LEFT, ...ABSENT], {
    ...failure,
    detail: unquote(failure.detail),
  });

/** kubernetes_manifest quotes the answer of the API server as a string of Go: with \" and \n. */
const unquote = (text = ""): string =>
  text.replaceAll(String.raw`\"`, '"').replaceAll(String.raw`\n`, "\n");
