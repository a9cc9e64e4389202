import { ActionError } from "../runtime/errors.ts";
import type { Job } from "../runtime/job.ts";
import { findInitialized } from "./directory.ts";
import { findTool } from "./tool.ts";
import type { RootModule } from "./root-module.ts";

/** The inputs that define which workspace an action works on. */
export interface RootModuleInputs {
  /** Folder from the repository's root. */
  workingDirectory: string;
  /** Path of terraform or tofu; undefined = the one on PATH. */
  toolPath: string | undefined;
  /** Terraform workspace; undefined = the workspace that is selected in the folder. */
  workspace: string | undefined;
  /** Variables that count only if the workspace declares them and nothing else gives them. */
  variableDefaults?: Readonly<Record<string, unknown>>;
}

/** `plan`: nothing of the state is needed, so a workspace is enough even if its state bucket does not exist yet. */
export type Purpose = "plan" | "apply or read state";

type Environment = Record<string, string>;

/** Folder and tool of an initialised workspace. Finding them contacts nothing. */
export type FoundRootModule = Omit<RootModule, "environment">;

/**
 * Finds folder and tool of an initialised workspace.
 * @throws ActionError `no-configuration`, `no-state-yet`, `tool-not-found`, `tool-broken`
 */
export async function findRootModule(
  inputs: RootModuleInputs,
  job: Job,
  purpose: Purpose,
): Promise<FoundRootModule> {
  const { directory, planOnly } = await findInitialized(job, inputs.workingDirectory);
  if (planOnly && purpose !== "plan")
    throw new ActionError({
      reason: "no-state-yet",
      message: `the bucket of the state did not exist when ${inputs.workingDirectory} was initialised, so it can only be planned`,
      fix: "run setup-terraform-backend with `backend-mode: ensure` in the job that applies: it creates the bucket",
    });
  const tool = await findTool(inputs.toolPath, job.environment);
  job.log.info(`${tool.name} ${tool.version} (${tool.path})`);
  return { tool, directory, job };
}

/**
 * Returns the workspace with the environment for its commands. `TF_WORKSPACE` selects a workspace only for these
 * commands: the folder's own selection stays.
 */
export const withEnvironment = (
  found: FoundRootModule,
  { variableDefaults = {}, workspace }: RootModuleInputs,
  environment: Environment,
): RootModule => ({
  ...found,
  environment: {
    ...asVariables(variableDefaults),
    ...environment,
    ...(workspace === undefined ? {} : { TF_WORKSPACE: workspace }),
  },
});

/**
 * Finds an initialised workspace, then opens its environment.
 * @throws ActionError as `findRootModule`
 */
export const openRootModule = async (
  inputs: RootModuleInputs,
  job: Job,
  purpose: Purpose,
  openEnvironment: () => Environment | Promise<Environment>,
): Promise<RootModule> =>
  withEnvironment(await findRootModule(inputs, job, purpose), inputs, await openEnvironment());

/**
 * Returns the root module with values for these variables. They take precedence over `variableDefaults`, but not over
 * the environment of the job. Variables that the workspace does not declare are ignored.
 */
export const withDefaults = (
  rootModule: RootModule,
  values: Readonly<Record<string, string>>,
  variableDefaults: Readonly<Record<string, unknown>> = {},
): RootModule => {
  const isFree = (name: string) =>
    !Object.hasOwn(rootModule.environment, `TF_VAR_${name}`) ||
    Object.hasOwn(variableDefaults, name);
  const free = Object.entries(values).filter(([name]) => isFree(name));
  return {
    ...rootModule,
    environment: { ...rootModule.environment, ...asVariables(Object.fromEntries(free)) },
  };
};

/**
 * Returns defaults as environment variables. Terraform gives these the lowest precedence, and ignores those that the
 * workspace does not declare.
 * https://developer.hashicorp.com/terraform/language/values/variables#environment-variables
 */
const asVariables = (defaults: Readonly<Record<string, unknown>>): Environment =>
  Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => [
      `TF_VAR_${name}`,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
