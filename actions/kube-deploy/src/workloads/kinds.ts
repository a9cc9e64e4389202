import type { WorkloadKind } from "../api/objects.ts";

/** Kinds with rules of their own. */
export const KINDS: readonly WorkloadKind[] = ["Deployment", "StatefulSet", "DaemonSet", "Job"];

const SHORT: ReadonlyMap<string, WorkloadKind> = new Map([
  ["deploy", "Deployment"],
  ["sts", "StatefulSet"],
  ["ds", "DaemonSet"],
]);

/** Kubernetes' own kinds whose status has no conditions: their group, and the words that kubectl knows them by. */
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
 * The kind with rules of its own that a word stands for.
 * @param word any of the names that kubectl takes
 * @param group undefined = any
 */
export function ownKindOf(word: string, group: string | undefined): WorkloadKind | undefined {
  const small = word.toLowerCase();
  const kind = SHORT.get(small) ?? KINDS.find((one) => [one, `${one}s`].some(is(small)));
  if (kind === undefined) return undefined;
  return [undefined, kind === "Job" ? "batch" : "apps"].includes(group) ? kind : undefined;
}

const is = (small: string) => (name: string) => name.toLowerCase() === small;

/**
 * The kind of Kubernetes that a word stands for and that never has a condition; undefined: another one.
 * @param group undefined = not known here. Then only kinds of the core group are meant for sure
 */
export const silentKindOf = (word: string, group: string | undefined): string | undefined =>
  Object.entries(SILENT).find(
    ([, known]) => known.group === (group ?? "") && known.words.includes(word.toLowerCase()),
  )?.[0];

/**
 * What would be waited for in vain of an object whose kind has no conditions. Sentences that begin with the key.
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
