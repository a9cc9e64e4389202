import { expect, test } from "@jest/globals";
import { slowRuns } from "../support/fast-check.ts";
import { checkRedaction } from "../support/redaction.ts";

// `npm run fault` tries 100,000 plans.
const plans = Number(process.env["EKS_PIPELINE_REDACTION_PLANS"] ?? slowRuns(100, 300));

test("P-E 36: no plan shows a secret in any registered encoding, and none blanks our own words", () => {
  expect(() => checkRedaction(plans)).not.toThrow();
}, 3_600_000);
