import type { WorkloadKind } from "../api/objects.ts";

/** Kinds that have their own rules. */
export const KINDS: readonly WorkloadKind[] = ["Deployment", "StatefulSet", "DaemonSet", "Job"];

const SHORT: ReadonlyMap<string, WorkloadKind> = new Map([
  ["deploy", "Deployment"],
  ["sts", "StatefulSet"],
  ["ds", "DaemonSet"],
]);

/** Kubernetes' own kinds whose status has no conditions: their group, and the words by which kubectl knows them. */
const SILENT: Readonly<Record<string, { group: string; words: readonly string[] }>> = {
  ConfigMap: { group: "", words: ["configmap", "configmaps", "cm"] },
  CronJob: { group: "batch", words: ["cronjob", "cronjobs", "cj"] },
  Endpoints: { group: "", words: ["endpoints", "ep"] },
  Ingress: { group: "networking.k8s.io", words: ["ingress", "ingresses", "ing"] },
  Lease: { group: "coordination.k8s.io", words: ["lease", "leases"] },
  LimitRange: { group: "", words: ["limitrange", "limitranges", "limits"] },
  NetworkPolicy: {
    group: "networking.k8s.io",
    words: ["networkpolicy", "networkpolicies", "netpol"],
  },
  ResourceQuota: { group: "", words: ["resourcequota", "resourcequotas", "quota"] },
  Role: { group: "rbac.authorization.k8s.io", words: ["role", "roles"] },
  RoleBinding: { group: "rbac.authorization.k8s.io", words: ["rolebinding", "rolebindings"] },
  Secret: { group: "", words: ["secret", "secrets"] },
  ServiceAccount: { group: "", words: ["serviceaccount", "serviceaccounts", "sa"] },
};

/**
 * Returns the kind with its own rules that a word refers to.
 * @param word any of the names that kubectl accepts
 * @param group undefined = any group
 */
export function ownKindOf(word: string, group: string | undefined): WorkloadKind | undefined {
  const small = word.toLowerCase();
  const kind = SHORT.get(small) ?? KINDS.find((one) => [one, `${one}s`].some(is(small)));
  if (kind === undefined) return undefined;
  return [undefined, kind === "Job" ? "batch" : "apps"].includes(group) ? kind : undefined;
}

const is = (small: string) => (name: string) => name.toLowerCase() === small;

/**
 * Returns the kind of Kubernetes that a word refers to, if it never has a condition; undefined for any other kind.
 * @param group undefined = not known here. Then only kinds of the core group are certain
 */
export const silentKindOf = (word: string, group: string | undefined): string | undefined =>
  Object.entries(SILENT).find(
    ([, known]) => known.group === (group ?? "") && known.words.includes(word.toLowerCase()),
  )?.[0];

/**
 * Returns which expectations could never be met, because the kind of the object has no conditions: sentences that begin
 * with the key.
 * @param workload as it was written
 * @param expected texts of `for`
 */
export function silentProblems(
  kind: string,
  workload: string,
  expected: readonly string[],
): string[] {
  if (expected.length === 0)
    return [
      `for: nothing is given, but an object of the kind ${kind} (${workload}) does not report whether it is ready. Expected ${PATH_ONLY}.`,
    ];
  return expected
    .filter((text) => /^condition=/i.test(text))
    .map(
      (text) =>
        `for: "${text}" cannot be used with ${workload}: the kind ${kind} has no conditions. Expected ${PATH_ONLY}.`,
    );
}

const PATH_ONLY =
  "jsonpath={PATH} or jsonpath={PATH}=VALUE, for example jsonpath={.metadata.labels.app}=web";
