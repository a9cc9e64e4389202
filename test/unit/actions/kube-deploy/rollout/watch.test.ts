import { expect, test } from "@jest/globals";
import { cutShortBy } from "../../../../../actions/kube-deploy/src/rollout/watch.ts";
import { ActionError } from "../../../../../actions/lib/runtime/errors.ts";
import { failureOf } from "../../../../../actions/lib/terraform/failures.ts";

const ofTerraform = new ActionError({ reason: "apply-failed", message: "waiting" });
const ofHelm = failureOf(
  "apply",
  [
    {
      severity: "error",
      summary: "Error upgrading chart",
      detail: "Upgrade failed: context deadline exceeded",
      address: "helm_release.web",
    },
  ],
  "",
);
const FAILED = "Helm release a/b is failed in revision 2";

test("where nothing has waited before, the rollout gets its whole time", () => {
  expect(cutShortBy({ waitError: undefined, undeployed: [] })).toBeUndefined();
});

test.each([
  ["terraform gave up waiting", ofTerraform, []],
  ["Helm gave up", ofHelm, []],
  ["Helm gave up", ofHelm, [FAILED]],
  ["a Helm release failed", undefined, [FAILED]],
])("%s", (by, waitError, undeployed) => {
  expect(cutShortBy({ waitError, undeployed })).toBe(by);
});
