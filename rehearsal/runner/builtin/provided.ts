import type { Executor } from "../steps/invocation.ts";
import { downloadArtifact, uploadArtifact } from "./artifacts.ts";
import { checkout } from "./checkout.ts";

/** Third-party actions that this runner replaces by small equivalents, by owner/repo. */
const PROVIDED: ReadonlyMap<string, Executor> = new Map([
  ["actions/checkout", checkout],
  ["actions/upload-artifact", uploadArtifact],
  ["actions/download-artifact", downloadArtifact],
]);

/** Returns owner/repo of a remote reference; "" for a reference within the same repository. */
const repositoryOf = (uses: string): string =>
  /^([^./$][^/@]*\/[^/@]+)(\/[^@]*)?@/.exec(uses)?.[1]?.toLowerCase() ?? "";

/** Handles a step whose action the user chose to skip. */
const skip: Executor = ({ output, step }) => {
  output.line(`::notice::${step.uses ?? ""} is left out of the rehearsal: the step did nothing`);
  return true;
};

/** Returns the replacement of a remote action, whatever its version. @param skipped owner/repo of actions to skip */
export function providedAction(
  uses: string,
  skipped: readonly string[] = [],
): Executor | undefined {
  const repository = repositoryOf(uses);
  if (skipped.some((name) => name.toLowerCase() === repository)) return skip;
  return PROVIDED.get(repository);
}

/** Returns whether an action can run here. @param known repositories that exist here */
export const isProvided = (uses: string, known: readonly string[]): boolean =>
  uses.startsWith("./") ||
  uses.startsWith("$/") ||
  providedAction(uses) !== undefined ||
  known.some((name) => name.toLowerCase() === repositoryOf(uses));

/**
 * Returns why a step's `uses` cannot run here; undefined if it can.
 * @param known repositories that exist here
 * @param skipped owner/repo of actions to skip
 */
export function refusal(
  uses: string,
  known: readonly string[],
  skipped: readonly string[] = [],
): string | undefined {
  if (isProvided(uses, known) || providedAction(uses, skipped) !== undefined) return undefined;
  if (uses.startsWith("docker://"))
    return `the rehearsal does not run '${uses}': it starts no containers. Run this workflow on GitHub, or rehearse one without it.`;
  const name = /^[^/]+\/[^/@]+/.exec(uses)?.[0] ?? uses;
  return `the rehearsal does not have the action '${uses}'. Give its folder with --action ${name}=DIR, or leave its steps out with --action ${name}=skip. The rehearsal has ${[...PROVIDED.keys()].join(", ")}, and the actions of ${known.join(" and ")}.`;
}
