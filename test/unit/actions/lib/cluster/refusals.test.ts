import { expect, test } from "@jest/globals";
import { REFUSALS } from "../../../../../actions/lib/cluster/refusals.ts";
import { matchFailure } from "../../../../../actions/lib/match-failure.ts";

const explain = (summary: string) => matchFailure(REFUSALS, { origin: "kubernetes", summary });

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
    /ResourceQuota in the namespace whose scopes the message names$/,
  ],
  [
    'pods "web-1" is forbidden: exceeded quota: best-effort, requested: pods=1, used: pods=2, limited: pods=2',
    "quota-exceeded",
    /allows no more/,
    /with scopes, only some pods/,
  ],
  [
    "deployments.apps \"web\" is forbidden: ValidatingAdmissionPolicy 'digests' with binding 'all' denied request: only digests",
    "admission-denied",
    /^an admission policy refuses the object: .*only digests$/,
    /meets the policy that the message names/,
  ],
  [
    "deployments.apps \"web\" is forbidden: policy 'sidecars' with binding 'all' denied request: error applying the patch",
    "admission-denied",
    /^an admission policy refuses the object: .*policy 'sidecars'/,
    /meets the policy that the message names/,
  ],
  [
    "policy 'add-class' with binding 'add-class-prod' denied request: failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction",
    "admission-denied",
    /^the admission policy add-class cannot be evaluated.*no params found/,
    /policy add-class, its binding or the parameters.*the workload is not the cause$/,
  ],
])("the API server refuses an object: %s", (summary, reason, message, fix) => {
  const known = explain(summary);
  expect(known?.reason).toBe(reason);
  expect(known?.message).toMatch(message);
  expect(known?.fix).toMatch(fix);
});

test("the policy of a registry or a bucket is no admission policy", () => {
  expect(explain("policy 'x' denied request")).toBeUndefined();
});
