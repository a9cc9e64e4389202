import type { FailureRule, Origin } from "../../../lib/match-failure.ts";

/** The API server's words come from itself, from a controller's event, or through a Terraform provider. */
const KUBERNETES: readonly Origin[] = ["kubernetes", "provider"];

const either = (pattern: RegExp) => [{ summary: pattern }, { detail: pattern }];

/** Why the API server refuses to create an object although the caller has the right to. */
export const REFUSALS: readonly FailureRule[] = [
  {
    origin: KUBERNETES,
    when: either(/exceeded quota|failed quota/),
    reason: "quota-exceeded",
    message: ({ summary }) => `the namespace's quota allows no more pods: ${summary}`,
    fix: "raise the ResourceQuota of the namespace, lower resources.requests or replicas, or allow fewer surplus pods (maxSurge)",
  },
  {
    origin: KUBERNETES,
    when: either(/violates PodSecurity/),
    reason: "pod-security",
    message: ({ summary }) => `the pod security level of the namespace forbids the pod: ${summary}`,
    fix: "set the fields that the message names in the securityContext of the pod and its containers",
  },
  {
    origin: KUBERNETES,
    when: either(/admission webhook .* denied/),
    reason: "admission-denied",
    message: ({ summary }) => `an admission webhook refuses the pod: ${summary}`,
    fix: "change the workload so that it meets the policy of the webhook, or ask its owner for an exception",
  },
  {
    origin: KUBERNETES,
    when: either(/serviceaccount .* not found/i),
    reason: "service-account-missing",
    message: ({ summary }) => `the service account of the pod does not exist: ${summary}`,
    fix: "create the ServiceAccount in the Kubernetes workspace",
  },
];
