import { realpathSync } from "node:fs";
import type { Job } from "../runtime/job.ts";
import { capture } from "./capture.ts";
import type { Captured } from "./capture.ts";

/**
 * Runs a short git command in the checkout. In a container, the checkout belongs to another user, and git compares the
 * place without links: https://git-scm.com/docs/git-config#Documentation/git-config.txt-safedirectory
 * @throws ActionError `program-not-found`; an exit code is a result
 */
export const runGit = (
  argv: readonly string[],
  { checkout, environment }: Pick<Job, "checkout" | "environment">,
): Promise<Captured> =>
  capture(
    "git",
    ["-C", checkout, ...safePlaces(checkout).flatMap((place) => ["-c", place]), ...argv],
    environment,
  );

const safePlaces = (checkout: string): string[] =>
  [...new Set([checkout, withoutLinks(checkout)])].map((place) => `safe.directory=${place}`);

function withoutLinks(place: string): string {
  try {
    return realpathSync(place);
  } catch {
    // git itself says that there is no such folder.
    return place;
  }
}
