import type { Environment } from "../../../lib/environment/environment.ts";
import { readEnvironment } from "../../../lib/runtime/environment-file.ts";

/** Where a release is, and where it is promoted to. */
export interface Route {
  source: Environment;
  destination: Environment;
}

/**
 * Reads the environment files of both sides.
 * @param root folder of the repository
 * @returns the problem is a sentence about the input `to`; without a route there is one, or the source is not usable
 */
export function readRoute(
  { environmentFile, to }: { environmentFile?: string | undefined; to?: string | undefined },
  root: string,
): { route: Route | undefined; problem: string | undefined } {
  if (to === undefined) return { route: undefined, problem: undefined };
  const target = readEnvironment(root, to, "to");
  const { environment: destination } = target;
  // The reader puts the name of the input before its sentence itself.
  if (destination === undefined)
    return { route: undefined, problem: target.problems.join(" ").replace("to: ", "") };
  const source =
    environmentFile === undefined
      ? undefined
      : readEnvironment(root, environmentFile, "environment-file").environment;
  // What is wrong with the source is reported by the input environment-file.
  if (source === undefined) return { route: undefined, problem: undefined };
  const problem = problemBetween(source, destination);
  return problem === undefined
    ? { route: { source, destination }, problem }
    : { route: undefined, problem };
}

function problemBetween(source: Environment, { name, file, promoteFrom }: Environment) {
  if (name === source.name)
    return `"${file}" is also the source. Expected the environment that ${name} is promoted to.`;
  if (promoteFrom === source.name) return undefined;
  const from = promoteFrom === undefined ? "from no environment" : `from ${promoteFrom}`;
  return `"${file}" is promoted ${from}, not from ${source.name}. Expected an environment file with promote-from: ${source.name}.`;
}
