import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { checkEnvironments } from "../../../lib/environment/check.ts";
import type { Environment } from "../../../lib/environment/environment.ts";
import type { EnvironmentText } from "../../../lib/environment/validate.ts";
import { ActionError, invalidInputs } from "../../../lib/runtime/errors.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import { closestWord } from "../../../lib/text/closest.ts";
import type { AllInputs } from "../contract.ts";

/**
 * Reads and checks all environment files together, because a file may be wrong only in combination with another one.
 * @returns all environments, or only the environment of `environment-file`
 * @throws ActionError `environment-invalid` after each problem was annotated, `invalid-input`
 */
export async function readEnvironments(
  { environmentsDirectory, environmentFile }: AllInputs,
  job: Pick<Job, "checkout" | "log">,
): Promise<Environment[]> {
  const files = await readFiles(environmentsDirectory, job);
  const { environments, problems } = checkEnvironments(files);
  if (problems.length > 0) throw reportProblems(files, problems, job);
  if (environmentFile === undefined) return environments;
  const wanted = path.posix.normalize(environmentFile);
  const found = environments.filter(({ file }) => file === wanted);
  if (found.length === 0) throw unknownFile(environmentFile, files);
  return found;
}

async function readFiles(
  given: string,
  { checkout }: Pick<Job, "checkout">,
): Promise<EnvironmentText[]> {
  const folder = path.posix.normalize(given).replace(/\/$/, "");
  const directory = path.resolve(checkout, folder);
  const names = await readdir(directory).catch(() => []);
  const chosen = names.filter((name) => /\.ya?ml$/.test(name)).sort();
  if (chosen.length === 0)
    throw invalidInputs([
      `environments-directory: there is no environment file in "${given}". Expected a folder with files such as dev.yml. The repository has to be checked out in a step before this one.`,
    ]);
  return await Promise.all(
    chosen.map(async (name) => ({
      file: path.posix.join(folder, name),
      text: await readFile(path.join(directory, name), "utf8"),
    })),
  );
}

function reportProblems(
  files: readonly EnvironmentText[],
  problems: readonly string[],
  { log }: Pick<Job, "log">,
): ActionError {
  for (const problem of problems) {
    const file = files.find((one) => problem.startsWith(`${one.file}: `))?.file;
    log.error(problem, file === undefined ? {} : { title: "Environment file", file });
  }
  const [first = ""] = problems;
  return new ActionError({
    reason: "environment-invalid",
    message:
      problems.length === 1
        ? first
        : `the environment files have ${problems.length} problems. Each one is an annotation on its file`,
    fix: "correct the files; docs/environments.md describes every key",
    detail: problems.join("\n"),
  });
}

function unknownFile(given: string, files: readonly EnvironmentText[]): ActionError {
  const known = files.map(({ file }) => file);
  const meant = closestWord(given, known);
  return invalidInputs([
    `environment-file: "${given}" is not an environment of this repository. ${meant === undefined ? `Expected one of ${known.join(", ")}.` : `Did you mean ${meant}?`}`,
  ]);
}
