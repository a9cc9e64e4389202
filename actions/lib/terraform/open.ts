import { ActionError } from "../runtime/errors.ts";
import type { Job } from "../runtime/job.ts";
import { findInitialized } from "./directory.ts";
import { findTool } from "./tool.ts";
import type { RootModule } from "./root-module.ts";

/** The inputs that say which workspace an action works on. */
export interface RootModuleInputs {
  /** Folder from the repository's root. */
  workingDirectory: string;
  /** terraform or tofu; undefined = the one on PATH. */
  toolPath: string | undefined;
  /** Terraform workspace; undefined = the one that the folder has selected. */
  workspace: string | undefined;
  /** Variables that count only where the workspace declares them and nothing else gives them. */
  variableDefaults?: Readonly<Record<string, unknown>>;
}

/** `plan`: nothing of the state is needed, so a workspace whose state bucket does not exist yet will do. */
export type Purpose = "plan" | "apply or read state";

type Environment = Record<string, string>;

/**
 * Finds folder and tool of an initialised workspace, then opens the environment that its commands run with.
 * `TF_WORKSPACE` selects for these commands alone: what the folder has selected stays.
 * @throws ActionError `no-configuration`, `no-state-yet`, `tool-not-found`, `tool-broken`
 */
export async function openRootModule(
  inputs: RootModuleInputs,
  job: Job,
  purpose: Purpose,
  openEnvironment: () => Environment | Promise<Environment>,
): Promise<RootModule> {
  const { directory, planOnly } = await findInitialized(job, inputs.workingDirectory);
  if (planOnly && purpose !== "plan")
    throw new ActionError({
      reason: "no-state-yet",
      message: `the bucket of the state did not exist when ${inputs.workingDirectory} was initialised, so it can only be planned`,
      fix: "run setup-terraform-backend with `backend-mode: ensure` in the job that applies: it creates the bucket",
    });
  const tool = await findTool(inputs.toolPath, job.environment);
  job.log.info(`${tool.name} ${tool.version} (${tool.path})`);
  const environment = {
    ...asVariables(inputs.variableDefaults ?? {}),
    ...(await openEnvironment()),
  };
  const { workspace } = inputs;
  const selection = workspace === undefined ? {} : { TF_WORKSPACE: workspace };
  return { tool, directory, environment: { ...environment, ...selection }, job };
}

/**
 * Terraform takes these last, and passes over those that the workspace does not declare.
 * https://developer.hashicorp.com/terraform/language/values/variables#environment-variables
 */
const asVariables = (defaults: Readonly<Record<string, unknown>>): Environment =>
  Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => [
      `TF_VAR_${name}`,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
