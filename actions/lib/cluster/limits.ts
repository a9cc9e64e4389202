import { inAnyText } from "../match-failure.ts";
import type { FailureRule } from "../match-failure.ts";

/**
 * How a quota selects pods by a property of theirs.
 * https://kubernetes.io/docs/concepts/policy/resource-quotas/#quota-scopes
 */
const SCOPES: readonly { scope: RegExp; fix: string }[] = [
  {
    scope: /PriorityClass/,
    fix: "create a ResourceQuota in the namespace whose scopeSelector names the pod's PriorityClass, or remove priorityClassName (system-node-critical and system-cluster-critical are for the cluster's own programs)",
  },
  {
    scope: /\bBestEffort\b/,
    fix: "set resources.requests in the containers: a pod without any is BestEffort; or create a ResourceQuota in the namespace with the scope BestEffort",
  },
  {
    scope: /CrossNamespacePodAffinity/,
    fix: "remove namespaces and namespaceSelector from podAffinity and podAntiAffinity of the pod, or create a ResourceQuota in the namespace with the scope CrossNamespacePodAffinity",
  },
];

/** What to do if a quota is used up, by what was to be created. */
const USED_UP: readonly { what: RegExp; fix: string }[] = [
  {
    what: /\bpersistentvolumeclaims "|requested: [^:]*\b(?:requests\.storage|persistentvolumeclaims)=/,
    fix: "raise the ResourceQuota of the namespace, request less storage (of the claim, or in volumeClaimTemplates), or delete claims that nothing needs: those of a StatefulSet stay when it is scaled down or deleted",
  },
  {
    what: /\breplicasets(?:\.apps)? "/,
    fix: "raise the ResourceQuota of the namespace, or lower revisionHistoryLimit of its Deployments: older ReplicaSets count too",
  },
  {
    what: /^(?!.*\bpods? ").*?\b[a-z]+(?:\.[a-z0-9.]+)? "[^"]*" is forbidden: exceeded quota/i,
    fix: "raise the ResourceQuota of the namespace (`kubectl describe resourcequota` shows what it counts), or delete objects of this kind that nothing needs",
  },
];

const MORE_PODS =
  "raise the ResourceQuota of the namespace (`kubectl describe resourcequota` shows what it counts: with scopes, only some pods, such as those of a PriorityClass or without resources), lower resources.requests or replicas, or allow fewer surplus pods (maxSurge)";

/** Why the API server refuses an object: a ResourceQuota or a LimitRange of the namespace. The first match decides. */
export const LIMITS: readonly Omit<FailureRule, "origin">[] = [
  {
    // A quota for cpu or memory refuses every pod that does not declare how much it uses.
    when: inAnyText(/failed quota: .*must specify/),
    reason: "quota-exceeded",
    message: ({ summary }) =>
      `the namespace's quota requires every pod to declare its resources: ${summary}`,
    fix: "set resources.requests and resources.limits for what the message names in every container, init containers too, or give the namespace a LimitRange with defaults",
  },
  {
    // This refusal is temporary: the controller of a new quota first counts what exists.
    when: inAnyText(/status unknown for quota: (?<quota>[^\s,]+)/),
    reason: "pods-not-created",
    message: ({ summary }, { quota = "" }) =>
      `the cluster has not counted the quota ${quota} of the namespace yet: ${summary}`,
    fix: "run the job again: a new quota is counted within seconds; if the error stays, the quota names a resource that the cluster does not have (`kubectl describe resourcequota`)",
  },
  {
    // The cluster allows these pods only where a quota counts them. GKE does so for the critical priority classes.
    // https://kubernetes.io/docs/concepts/policy/resource-quotas/#limit-priority-class-consumption-by-default
    when: inAnyText(/insufficient quota to match these scopes: (?<scopes>.*)/),
    reason: "quota-exceeded",
    message: (_, { scopes = "" }) =>
      `the cluster allows such pods only in a namespace that has a quota for them: insufficient quota to match these scopes: ${scopes}`,
    fix: (_, { scopes = "" }) =>
      SCOPES.find(({ scope }) => scope.test(scopes))?.fix ??
      "create a ResourceQuota in the namespace whose scopes the message names",
  },
  {
    when: inAnyText(/exceeded quota|failed quota/),
    reason: "quota-exceeded",
    message: ({ summary }) => `the namespace's quota allows no more: ${summary}`,
    fix: ({ summary, detail = "" }) =>
      USED_UP.find(({ what }) => what.test(summary) || what.test(detail))?.fix ?? MORE_PODS,
  },
  {
    when: inAnyText(/(?:maximum|minimum) \S+ usage per PersistentVolumeClaim is/),
    reason: "pods-not-created",
    message: ({ summary }) => `the LimitRange of the namespace refuses the claim: ${summary}`,
    fix: "request storage within the LimitRange of the namespace (`kubectl describe limitrange`), in the claim or in volumeClaimTemplates, or have it changed",
  },
  {
    when: inAnyText(/(?:maximum|minimum) \S+ usage per \w+ is|limit to request ratio per \w+/),
    reason: "pods-not-created",
    message: ({ summary }) => `the LimitRange of the namespace refuses the pod: ${summary}`,
    fix: "set resources.requests and resources.limits within the LimitRange of the namespace (`kubectl describe limitrange`), or have it changed",
  },
  {
    // The template may name only the request: the limit is then the default of a LimitRange.
    when: inAnyText(
      /\bPod "[^"]*" is invalid: .*must be less than or equal to (?<resource>\S+) limit/,
    ),
    reason: "pods-not-created",
    message: ({ summary }, { resource = "" }) =>
      `a container requests more ${resource} than its limit allows: ${summary}`,
    fix: (_, { resource = "" }) =>
      `raise resources.limits.${resource} of the container, or lower its request; if the template sets no limit, it comes from the LimitRange of the namespace (\`kubectl describe limitrange\`), so set one`,
  },
];
