import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { POST_STEP, ROOT, actionNames } from "../../scripts/bundle.ts";

export interface BundleTests {
  /** Whose bundles hold the source. */
  actions: string[];
  /** Test files that run one of these bundles. */
  tests: string[];
}

/** A source of an action is in its bundle, one of `actions/lib` in any. Those that run whole rehearsals are left out. */
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
