import { test } from "@jest/globals";

/** Tests of uses that take long and seldom break: .ci/run sets the variable. */
export const rare = process.env["EKS_PIPELINE_RARE_USES"] === "1" ? test : test.skip;
