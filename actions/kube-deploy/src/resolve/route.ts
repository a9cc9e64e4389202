import type { Environment } from "../../../lib/environment/environment.ts";
import { readEnvironment } from "../../../lib/runtime/environment-file.ts";

/** The environment that has a release, and the one to promote it to. */
export interface Route {
  source: Environment;
  destination: Environment;
}

/**
 * Reads the environment files of both sides.
 * @param root folder of the repository
 * @returns a route or a problem, which is a sentence about the input `to`; neither if `to` is not given or the source
 *   cannot be used
 */
export function readRoute(
  { environmentFile, to }: { environmentFile?: string | undefined; to?: string | undefined },
  root: string,
): { route: Route | undefined; problem: string | undefined } {
  if (to === undefined) return { route: undefined, problem: undefined };
  const target = readEnvironment(root, to, "to");
  const { environment: destination } = target;
  // `readInputs` puts the name of the input before its sentence itself.
  if (destination === undefined)
    return { route: undefined, problem: target.problems.join(" ").replace("to: ", "") };
  const source =
    environmentFile === undefined
      ? undefined
      : readEnvironment(root, environmentFile, "environment-file").environment;
  // Problems of the source are reported for the input environment-file.
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
