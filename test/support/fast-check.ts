// fast-check with the number of inputs that a property is tried with, and which ones.
import { execFileSync } from "node:child_process";
import process from "node:process";
import fc from "fast-check";

/**
 * The same tree is tried with the same inputs everywhere, so that a failure repeats and an unchanged tree does not turn red
 * by chance; each changed tree has others. EKS_PIPELINE_PROPERTY_SEED looks further: `random`, or a number.
 */
function seed(): number | undefined {
  const given = process.env["EKS_PIPELINE_PROPERTY_SEED"];
  if (given !== undefined) return given === "random" ? undefined : Number(given);
  try {
    const tree = execFileSync("git", ["rev-parse", "HEAD^{tree}"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return Number.parseInt(tree.slice(0, 7), 16);
  } catch {
    // A copy without git.
    return 1;
  }
}

const asked = process.env["EKS_PIPELINE_PROPERTY_RUNS"];

/** The number of runs of a property whose runs take long: a few in npm test, more in .ci/run. */
export const slowRuns = (few: number, more: number): number => (asked === undefined ? few : more);

const chosen = seed();
fc.configureGlobal({
  // fast-check's own number in npm test; .ci/run asks for many more.
  numRuns: Number(asked ?? 100),
  ...(chosen === undefined ? {} : { seed: chosen }),
});

export default fc;
