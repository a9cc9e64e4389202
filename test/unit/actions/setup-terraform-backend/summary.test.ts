import { expect, test } from "@jest/globals";
import { firstDeployment } from "../../../../actions/setup-terraform-backend/src/summary.ts";

test.each([
  [true, true, undefined],
  [true, false, /^The state does not exist yet: this is the first deployment/],
  [false, false, /^The bucket of the state does not exist yet: this is the first deployment/],
  [false, true, /^The bucket of the state does not exist yet: /],
  [true, undefined, undefined],
  [false, undefined, /^The bucket of the state does not exist yet: /],
])("the first deployment, with a bucket: %s, with a state: %s", (hasBucket, hasState, expected) => {
  const text = firstDeployment({ hasBucket, hasState, bucket: "fleet-state", key: "dev.tfstate" });
  if (expected === undefined) expect(text).toBeUndefined();
  else {
    expect(text).toMatch(expected);
    expect(text).toContain("compare bucket (fleet-state) and key (dev.tfstate) with");
  }
});
