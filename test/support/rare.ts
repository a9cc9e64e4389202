import { test } from "@jest/globals";

/** Tests of further ways through what other tests run already: they take long together, and .ci/run sets the variable. */
export const rare = process.env["EKS_PIPELINE_RARE_USES"] === "1" ? test : test.skip;
