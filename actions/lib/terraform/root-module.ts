import type { Job } from "../runtime/job.ts";
import type { Tool } from "./tool.ts";

/** A version of a secret whose values the commands get. */
export interface UsedSecret {
  /** Name or ARN, as the user gave it. */
  secret: string;
  versionId: string;
  /** Names of the variables that it gives. */
  variables: string[];
}

/** A folder with Terraform files, the tool that works on it, and the environment of the tool's commands. */
export interface RootModule {
  tool: Tool;
  /** Absolute path. */
  directory: string;
  /** Variables of the commands: AWS credentials if they are needed, `TF_WORKSPACE` if a workspace is selected. */
  environment: Readonly<Record<string, string>>;
  job: Job;
  /** What variables-from-secret gave; undefined = nothing was read. */
  secrets?: readonly UsedSecret[];
}
