import type { Job } from "../runtime/job.ts";
import { findDirectory } from "./directory.ts";
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
}

type Environment = Record<string, string>;

/**
 * Finds folder and tool of an initialised workspace, then opens the environment that its commands run with.
 * `TF_WORKSPACE` selects for these commands alone: what the folder has selected stays.
 * @throws ActionError `no-configuration`, `tool-not-found`, `tool-broken`
 */
export async function openRootModule(
  inputs: RootModuleInputs,
  job: Job,
  openEnvironment: () => Environment | Promise<Environment>,
): Promise<RootModule> {
  const directory = await findDirectory(job.checkout, inputs.workingDirectory);
  const tool = await findTool(inputs.toolPath, job.environment);
  job.log.info(`${tool.name} ${tool.version} (${tool.path})`);
  const environment = await openEnvironment();
  const { workspace } = inputs;
  const selection = workspace === undefined ? {} : { TF_WORKSPACE: workspace };
  return { tool, directory, environment: { ...environment, ...selection }, job };
}
