import { describe, expect, test } from "@jest/globals";
import { REFUSALS, WEBHOOK_UNAVAILABLE } from "../../../../../actions/lib/cluster/refusals.ts";
import { matchFailure } from "../../../../../actions/lib/match-failure.ts";

const explain = (summary: string) => matchFailure(REFUSALS, { origin: "kubernetes", summary });

test.each<[string, string, RegExp, RegExp]>([
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

test.each<[string, string, RegExp, RegExp]>([
  [
    'pods "web-" is forbidden: no PriorityClass with name high was found',
    "pods-not-created",
    /^the PriorityClass high of the pod does not exist$/,
    /priorityClassName/,
  ],
  [
    'pods "web-" is forbidden: pod rejected: RuntimeClass "gvisor" not found',
    "pods-not-created",
    /^the RuntimeClass gvisor of the pod does not exist$/,
    /runtimeClassName/,
  ],
  [
    'create Pod web-0 in StatefulSet web failed error: pods "web-0" already exists',
    "pods-not-created",
    /^a pod web-0 that does not belong to the workload exists already$/,
    /Controlled By/,
  ],
])("an object that the pod needs, or that is in its way: %s", (summary, reason, message, fix) => {
  const known = explain(summary);
  expect(known?.reason).toBe(reason);
  expect(known?.message).toMatch(message);
  expect(known?.fix).toMatch(fix);
});

test("a pod with the same name that is being deleted is no stranger", () => {
  expect(explain('object is being deleted: pods "web-0" already exists')).toBeUndefined();
});

describe("a webhook", () => {
  const explainCall = (said: string) =>
    matchFailure([WEBHOOK_UNAVAILABLE], {
      origin: "kubernetes",
      summary: `Internal error occurred: failed calling webhook "mpod.example.com": ${said}`,
    });

  test.each([
    "failed to call webhook: the server could not find the requested resource",
    "failed to call webhook: the server rejected our request for an unknown reason",
    'failed to call webhook: an error on the server ("Internal Server Error: boom") has prevented the request from succeeding',
    'received invalid webhook response: expected response.uid="1", got ""',
    "expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got /, Kind=",
    "webhook returned response.patch but not response.patchType",
  ])("that answers with an error is not said to be silent: %s", (said) => {
    const known = explainCall(said);
    expect(known?.reason).toBe("webhook-unavailable");
    expect(known?.message).toMatch(/^the admission webhook mpod.example.com answers with an error/);
    expect(known?.fix).toMatch(/log of the program .* path and versions in the configuration/);
  });

  test("of the control plane itself is not to be started or deleted", () => {
    const said =
      'failed to call webhook: Post "https://127.0.0.1:23443/mutate?timeout=10s": dial tcp 127.0.0.1:23443: connect: connection refused';
    expect(explainCall(said)?.fix).toMatch(/^run the job again: .* part of the control plane/);
  });

  test.each([
    'failed to call webhook: Post "https://hook.mesh.svc:443/pods?timeout=10s": no endpoints available for service "hook"',
    "failed to call webhook: the server is currently unable to handle the request",
  ])("that does not serve is said to be silent: %s", (said) => {
    expect(explainCall(said)?.message).toMatch(/does not answer/);
  });
});
