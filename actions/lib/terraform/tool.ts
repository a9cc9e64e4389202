import { access, constants, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { capture } from "../process/capture.ts";
import { ActionError } from "../runtime/errors.ts";

export interface Tool {
  /** Absolute path. */
  path: string;
  name: "terraform" | "opentofu";
  /** Such as 1.11.4. */
  version: string;
}

const PROGRAMS = { terraform: ["terraform"], opentofu: ["tofu"] } as const;

/**
 * Finds terraform or OpenTofu: the given program, otherwise `terraform`, otherwise `tofu` on PATH. With `wanted`, only
 * this one of the two counts.
 * @throws ActionError `tool-not-found`, `tool-broken`
 */
export async function findTool(
  given: string | undefined,
  environment: Readonly<Record<string, string>>,
  wanted?: Tool["name"],
): Promise<Tool> {
  const names =
    wanted === undefined ? [...PROGRAMS.terraform, ...PROGRAMS.opentofu] : PROGRAMS[wanted];
  const found =
    given === undefined ? await firstOnPath(names, environment) : await lookUp(given, environment);
  if (found === undefined) throw notFound(given, names);
  return identify(found, environment);
}

async function firstOnPath(
  names: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  for (const name of names) {
    const found = await lookUp(name, environment);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Looks up a program. A path is used as it is; a bare name is looked up on PATH. */
async function lookUp(
  program: string,
  environment: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  if (program.includes("/")) return (await isProgram(program)) ? path.resolve(program) : undefined;
  for (const directory of (environment["PATH"] ?? "").split(path.delimiter)) {
    const candidate = path.join(directory, program);
    if (directory !== "" && (await isProgram(candidate))) return path.resolve(candidate);
  }
  return undefined;
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    // If the program does not exist or may not be run, the search continues, and finally ends with `tool-not-found`.
    return false;
  }
}

async function identify(
  program: string,
  environment: Readonly<Record<string, string>>,
): Promise<Tool> {
  const finished = await capture(program, ["version", "-json"], readingEnvironment(environment));
  const version = /"terraform_version":\s*"([^"]+)"/.exec(finished.stdout)?.[1];
  if (version === undefined)
    throw new ActionError({
      reason: "tool-broken",
      message: `${program} does not answer to \`version -json\` (exit code ${finished.exitCode})`,
      fix: "install Terraform or OpenTofu 1.10 or later there, or give tool-path",
      detail: (finished.stderr + finished.stdout).slice(0, 2000),
    });
  // Both tools print the same JSON, and a link named terraform may point to tofu.
  const real = path.basename(await realpath(program));
  return { path: program, name: real.includes("tofu") ? "opentofu" : "terraform", version };
}

/**
 * Returns the variables for commands whose output is read. Arguments that users add to every command with TF_CLI_ARGS
 * are for their plans and applies, and would break these commands. Error messages of these commands are shown, so
 * colours are off.
 */
export const readingEnvironment = (
  environment: Readonly<Record<string, string>>,
): Record<string, string> => ({
  ...Object.fromEntries(
    Object.entries(environment).filter(([name]) => !name.startsWith("TF_CLI_ARGS")),
  ),
  TF_CLI_ARGS: "-no-color",
  CHECKPOINT_DISABLE: "1",
});

function notFound(given: string | undefined, names: readonly string[]): Error {
  if (given !== undefined)
    return new ActionError({
      reason: "tool-not-found",
      message: `tool-path "${given}" is not an executable file`,
      fix: "give the path of terraform or tofu, such as the output tool-path of setup-terraform-backend",
    });
  return new ActionError({
    reason: "tool-not-found",
    message: `${names.join(" or ")} is not on the PATH of this job`,
    fix: "install it in an earlier step or in the runner's image (https://developer.hashicorp.com/terraform/install, https://opentofu.org/docs/intro/install/), or give tool-path",
  });
}
