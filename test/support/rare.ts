import { expect, test } from "@jest/globals";
import { runsRareUses } from "./rare-uses.js";

/**
 * For tests that take further paths through code that other tests already run. Together they take long, so only .ci/run
 * sets the variable that runs them.
 */
export const rare = runsRareUses(expect.getState().testPath ?? "") ? test : test.skip;
