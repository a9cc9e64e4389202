import { expect, test } from "@jest/globals";
import { cutShortBy } from "../../../../../actions/kube-deploy/src/rollout/watch.ts";
import { ActionError } from "../../../../../actions/lib/runtime/errors.ts";
import { helmTimedOut } from "../../../../support/kubernetes/helm.ts";

const ofTerraform = new ActionError({ reason: "apply-failed", message: "waiting" });
const ofHelm = helmTimedOut();
const FAILED = "Helm release a/b is failed in revision 2";

test("if nothing has waited before, the watch is not cut short", () => {
  expect(cutShortBy({ waitError: undefined, undeployed: [] })).toBeUndefined();
});

test.each([
  ["the provider gave up waiting", ofTerraform, []],
  ["Helm gave up", ofHelm, []],
  ["Helm gave up", ofHelm, [FAILED]],
  ["a Helm release failed", undefined, [FAILED]],
])("the watch is cut short because %s", (by, waitError, undeployed) => {
  expect(cutShortBy({ waitError, undeployed })).toBe(by);
});
