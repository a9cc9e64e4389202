import { spawnSync } from "node:child_process";
import { describe } from "@jest/globals";

/**
 * What to call in place of `describe` for tests that run terraform: where there is none they are skipped, and a line says so.
 * @param suite what is skipped then
 */
export function requireTerraform(suite: string): typeof describe.skip {
  if (spawnSync("terraform", ["version"]).status === 0) return describe;
  console.log(`SKIPPED ${suite}: install terraform 1.11 or later`);
  return describe.skip;
}
