import type { Executor } from "../steps/invocation.ts";
import { downloadArtifact, uploadArtifact } from "./artifacts.ts";
import { checkout } from "./checkout.ts";

/** Actions of others that this runner stands in for with small equivalents, by owner/repo. */
const PROVIDED: ReadonlyMap<string, Executor> = new Map([
  ["actions/checkout", checkout],
  ["actions/upload-artifact", uploadArtifact],
  ["actions/download-artifact", downloadArtifact],
]);

/** owner/repo of a remote reference; "" for one in the same repository. */
const repositoryOf = (uses: string): string =>
  /^([^./$][^/@]*\/[^/@]+)(\/[^@]*)?@/.exec(uses)?.[1]?.toLowerCase() ?? "";

/** A step of an action that the user left out. */
const skip: Executor = ({ output, step }) => {
  output.line(`::notice::${step.uses ?? ""} is left out of the rehearsal: the step did nothing`);
  return true;
};

/** What runs in the place of a remote action, whatever its version. @param skipped owner/repo of actions to leave out */
export function providedAction(
  uses: string,
  skipped: readonly string[] = [],
): Executor | undefined {
  const repository = repositoryOf(uses);
  if (skipped.some((name) => name.toLowerCase() === repository)) return skip;
  return PROVIDED.get(repository);
}

/** Whether an action can run here. @param known repositories that are there */
export const isProvided = (uses: string, known: readonly string[]): boolean =>
  uses.startsWith("./") ||
  uses.startsWith("$/") ||
  providedAction(uses) !== undefined ||
  known.some((name) => name.toLowerCase() === repositoryOf(uses));

/**
 * Why a step's `uses` cannot run here, or undefined when it can.
 * @param known repositories that are there
 * @param skipped owner/repo of actions to leave out
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
