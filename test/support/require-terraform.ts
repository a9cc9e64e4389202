import { spawnSync } from "node:child_process";
import { describe } from "@jest/globals";

/**
 * Returns the function to call instead of `describe` for tests that run terraform. If the machine has no terraform, the
 * tests are skipped and a printed line says so.
 * @param suite name of the tests, for that line
 */
export function requireTerraform(suite: string): typeof describe.skip {
  if (spawnSync("terraform", ["version"]).status === 0) return describe;
  console.log(`SKIPPED ${suite}: install terraform 1.11 or later`);
  return describe.skip;
}
