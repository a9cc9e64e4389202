import { test } from "@jest/globals";

/**
 * For tests that take further paths through code that other tests already run. Together they take long, so only .ci/run
 * sets the variable that runs them.
 */
export const rare = process.env["EKS_PIPELINE_RARE_USES"] === "1" ? test : test.skip;
