import { expect, test } from "@jest/globals";
import { LIMITS } from "../../../../../actions/lib/cluster/limits.ts";
import { matchFailure, rulesOf } from "../../../../../actions/lib/match-failure.ts";

const RULES = rulesOf("kubernetes", LIMITS);
const explain = (summary: string) => matchFailure(RULES, { origin: "kubernetes", summary });

test.each<[string, string, RegExp, RegExp]>([
  [
    "insufficient quota to match these scopes: [{PriorityClass In [system-node-critical system-cluster-critical]}]",
    "quota-exceeded",
    /only in a namespace that has a quota for them: .*\[system-node-critical/,
    /ResourceQuota in the namespace whose scopeSelector names the pod's PriorityClass/,
  ],
  [
    "insufficient quota to match these scopes: [{BestEffort Exists []}]",
    "quota-exceeded",
    /BestEffort/,
    /^set resources.requests in the containers: .* with the scope BestEffort$/,
  ],
  [
    'pods "web-1" is forbidden: exceeded quota: best-effort, requested: pods=1, used: pods=2, limited: pods=2',
    "quota-exceeded",
    /allows no more/,
    /with scopes, only some pods/,
  ],
  [
    "insufficient quota to match these scopes: [{CrossNamespacePodAffinity Exists []}]",
    "quota-exceeded",
    /CrossNamespacePodAffinity/,
    /^remove namespaces and namespaceSelector/,
  ],
  [
    "insufficient quota to match these scopes: [{Terminating Exists []}]",
    "quota-exceeded",
    /Terminating/,
    /ResourceQuota in the namespace whose scopes the message names$/,
  ],
  [
    'create Claim data-web-0 for Pod web-0 in StatefulSet web failed error: persistentvolumeclaims "data-web-0" is forbidden: exceeded quota: storage, requested: requests.storage=100Gi, used: requests.storage=0, limited: requests.storage=50Gi',
    "quota-exceeded",
    /allows no more/,
    /request less storage/,
  ],
  [
    'replicasets.apps "web-7c9f" is forbidden: exceeded quota: counts, requested: count/replicasets.apps=1, used: count/replicasets.apps=20, limited: count/replicasets.apps=20',
    "quota-exceeded",
    /allows no more/,
    /revisionHistoryLimit/,
  ],
  [
    'secrets "db" is forbidden: exceeded quota: counts, requested: secrets=1, used: secrets=10, limited: secrets=10',
    "quota-exceeded",
    /allows no more/,
    /delete objects of this kind/,
  ],
  [
    'persistentvolumeclaims "data-web-0" is forbidden: maximum storage usage per PersistentVolumeClaim is 50Gi, but request is 100Gi',
    "pods-not-created",
    /refuses the claim/,
    /volumeClaimTemplates/,
  ],
  [
    'pods "web-1" is forbidden: [maximum cpu usage per Container is 1, but limit is 2]',
    "pods-not-created",
    /refuses the pod/,
    /set resources.requests and resources.limits within/,
  ],
  [
    'Error creating: Pod "web-1" is invalid: spec.containers[0].resources.requests: Invalid value: "500m": must be less than or equal to cpu limit of 200m',
    "pods-not-created",
    /requests more cpu than its limit allows/,
    /raise resources.limits.cpu .*LimitRange/,
  ],
])("a limit of the namespace: %s", (summary, reason, message, fix) => {
  const known = explain(summary);
  expect(known?.reason).toBe(reason);
  expect(known?.message).toMatch(message);
  expect(known?.fix).toMatch(fix);
});
