import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { BundleTests } from "./bundle-tests.ts";
import type { Copy } from "./copy.ts";
import type { PlacedMutant } from "./mutant.ts";
import { isNear, plant } from "./select.ts";

export interface Tried {
  mutant: PlacedMutant;
  /** The test file that fails with the mutant. Undefined: the mutant survived. */
  noticedBy: string | undefined;
  seconds: number;
}

/** Whether each test file passes without any mutant. A file that fails without a mutant proves nothing. */
export type Fitness = Map<string, boolean>;

const QUICK = /^test\/(?:unit|contract|property)\//;
const BUNDLE = /^test\/bundle\//;
const SLOWER = /^test\/(?:golden|rehearsal)\//;

/**
 * Plants one mutant in a copy and runs tests until one fails. First come the quick tests that import the source,
 * beginning with those of its folder; then goldens and recordings; then the tests that run the bundles, which are built
 * again.
 * @param fitness fitness of the test files that failed so far; this function adds to it
 * @param bundles undefined: only quick tests run
 */
export async function tryMutant(
  mutant: PlacedMutant,
  copy: Copy,
  fitness: Fitness,
  bundles: BundleTests | undefined,
): Promise<Tried> {
  const started = performance.now();
  const related = await copy.relatedTests(mutant.file);
  const quick = related.filter((test) => QUICK.test(test));
  const named = mutant.tests ?? [];
  const groups = [
    [
      ...named.filter((test) => !BUNDLE.test(test)),
      ...quick.filter((test) => isNear(mutant.file, test)),
    ],
    quick.filter((test) => !isNear(mutant.file, test)),
    bundles === undefined ? [] : related.filter((test) => SLOWER.test(test)),
  ];
  let noticedBy: string | undefined;
  for (const tests of groups) noticedBy ??= await findFailing(mutant, copy, fitness, tests);
  if (bundles !== undefined) {
    const known = named.filter((test) => BUNDLE.test(test));
    const tests = known.length > 0 ? known : bundles.tests;
    noticedBy ??= await findFailing(mutant, copy, fitness, tests, bundles.actions);
  }
  return { mutant, noticedBy, seconds: (performance.now() - started) / 1000 };
}

async function findFailing(
  mutant: PlacedMutant,
  copy: Copy,
  fitness: Fitness,
  tests: readonly string[],
  actions: readonly string[] = [],
): Promise<string | undefined> {
  const file = path.join(copy.directory, mutant.file);
  const clean = readFileSync(file, "utf8");
  const planted = plant(mutant, clean);
  const runWith = async (source: string, names: readonly string[]) => {
    writeFileSync(file, source);
    if (actions.length > 0) await copy.build(actions);
    return await copy.firstFailing(names);
  };
  try {
    for (;;) {
      const fit = tests.filter((test) => fitness.get(test) !== false);
      if (fit.length === 0) return undefined;
      const failing = await runWith(planted, fit);
      if (failing === undefined || failing === "endless") return failing;
      if (!fitness.has(failing))
        fitness.set(failing, (await runWith(clean, [failing])) === undefined);
      if (fitness.get(failing) === true) return failing;
    }
  } finally {
    writeFileSync(file, clean);
    if (actions.length > 0 && tests.length > 0) await copy.build(actions);
  }
}
