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

/** The equivalent of a remote action, whatever its version. */
export const providedAction = (uses: string): Executor | undefined =>
  PROVIDED.get(repositoryOf(uses));

/** Why a step's `uses` cannot run here, or undefined when it can. */
export function refusal(uses: string, known: readonly string[]): string | undefined {
  if (uses.startsWith("./") || uses.startsWith("$/") || providedAction(uses)) return undefined;
  if (known.some((name) => name.toLowerCase() === repositoryOf(uses))) return undefined;
  return `'${uses}' is not available offline; provided are ${[...PROVIDED.keys()].join(", ")}, and actions of ${known.join(", ")}`;
}
