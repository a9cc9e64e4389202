import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { POST_STEP, ROOT, actionNames } from "../../scripts/bundle.ts";

export interface BundleTests {
  /** Actions whose bundles contain the source. */
  actions: string[];
  /** Test files that run one of these bundles. */
  tests: string[];
}

/**
 * Finds the bundle tests of a source. The source of an action is in the action's bundle; a source of `actions/lib` can
 * be in any bundle. Tests that run complete rehearsals are left out.
 */
export function bundleTestsOf(source: string): BundleTests {
  const actions = actionNames().filter((name) => source.startsWith(`actions/${name}/`));
  if (source.startsWith("actions/lib/")) actions.push(...actionNames(), POST_STEP);
  const folder = path.join(ROOT, "test/bundle");
  const tests = readdirSync(folder)
    .filter((name) => name.endsWith(".test.ts") && !name.startsWith("rehearsal"))
    .filter((name) => {
      const text = readFileSync(path.join(folder, name), "utf8");
      return actions.some((action) => text.includes(action));
    });
  return { actions, tests: tests.map((name) => `test/bundle/${name}`) };
}
