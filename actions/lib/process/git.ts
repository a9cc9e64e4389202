import type { Job } from "../runtime/job.ts";
import { capture } from "./capture.ts";
import type { Captured } from "./capture.ts";

/**
 * Runs a short git command in the checkout.
 * @throws ActionError `program-not-found`; an exit code is a result
 */
export const runGit = (
  argv: readonly string[],
  { checkout, environment }: Pick<Job, "checkout" | "environment">,
): Promise<Captured> =>
  capture(
    "git",
    // In a container the checkout belongs to another user: https://git-scm.com/docs/git-config#Documentation/git-config.txt-safedirectory
    ["-C", checkout, "-c", `safe.directory=${checkout}`, ...argv],
    environment,
  );
