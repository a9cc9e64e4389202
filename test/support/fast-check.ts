// Configures fast-check: how many inputs each property is tried with, and which seed generates them.
import { execFileSync } from "node:child_process";
import process from "node:process";
import fc from "fast-check";

/**
 * Returns the seed. The same tree gets the same inputs everywhere, so that a failure repeats and an unchanged tree does
 * not fail by chance. Each changed tree gets other inputs. EKS_PIPELINE_PROPERTY_SEED chooses the seed: `random`, or a
 * number.
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
    // This is a copy of the tree without git.
    return 1;
  }
}

const asked = process.env["EKS_PIPELINE_PROPERTY_RUNS"];

/** Returns the number of runs for a property whose runs take long: `few` in npm test, `more` in .ci/run. */
export const slowRuns = (few: number, more: number): number => (asked === undefined ? few : more);

const chosen = seed();
fc.configureGlobal({
  // npm test uses fast-check's default number; .ci/run asks for many more.
  numRuns: Number(asked ?? 100),
  ...(chosen === undefined ? {} : { seed: chosen }),
});

export default fc;
