import { inAnyText } from "../../../lib/match-failure.ts";
import type { AdviceRule } from "../../../lib/match-failure.ts";

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

/** Helm takes no object over that it did not make for this release. */
const NOT_OF_RELEASE: AdviceRule = {
  origin: "provider",
  when: inAnyText(
    /(?<kind>[A-Z]\w+) "(?<name>[^"]+)" in namespace "(?<namespace>[^"]*)" exists and cannot be imported into the current release/,
  ),
  message: ({ address = "the Helm release" }, { kind = "", name = "", namespace = "" }) =>
    `${address} cannot be installed, because ${kind} ${[namespace, name].filter((one) => one !== "").join("/")} exists and belongs to something else`,
  fix: "find out what made it (another release, another workspace, kubectl): leave it out of one of them, or delete it there first; to hand it over to this release, give it the label app.kubernetes.io/managed-by=Helm and the annotations meta.helm.sh/release-name and meta.helm.sh/release-namespace",
};

/** The state does not know a release that the cluster has. */
const RELEASE_EXISTS: AdviceRule = {
  origin: "provider",
  when: inAnyText(/cannot re-?use a name that is still in use/),
  message: ({ address = "the Helm release" }) =>
    `${address} cannot be installed, because the namespace has a release of this name that is not in the state`,
  fix: ({ address = "ADDRESS" }) =>
    `import it (\`terraform import ${address} NAMESPACE/NAME\`), or remove it with \`helm uninstall\` if an interrupted first install has left it behind`,
};

/** The state does not know an object that the cluster has. The words of the provider's resources and of its manifests. */
const OBJECT_EXISTS: AdviceRule = {
  origin: "provider",
  when: [
    ...inAnyText(/(?<resource>[a-z][a-z.]*) "(?<name>[^"]+)" already exists/, {
      provider: /^kubernetes$/,
    }),
    ...inAnyText(/Cannot create resource that already exists/, { provider: /^kubernetes$/ }),
  ],
  message: ({ address = "the object", summary }) =>
    `${address} cannot be made, because the cluster has it already and the state does not: ${summary}`,
  fix: ({ address = "ADDRESS" }) =>
    `import it (\`terraform import ${address} ID\`; the documentation of the resource has the form of the ID), or find out what else makes it and leave it out there`,
};

/** Explains that an object exists already, so that it is not made. The first rule that matches decides. */
export const EXISTS: readonly AdviceRule[] = [
  HOOK_LEFT,
  NOT_OF_RELEASE,
  RELEASE_EXISTS,
  OBJECT_EXISTS,
];
