import type { Job } from "../runtime/job.ts";
import type { Tool } from "./tool.ts";

/** A folder with Terraform files, the tool that works on it, and what the tool's commands run with. */
export interface RootModule {
  tool: Tool;
  /** Absolute. */
  directory: string;
  /** Variables of the commands: AWS credentials where they are needed, `TF_WORKSPACE` where one is selected. */
  environment: Readonly<Record<string, string>>;
  job: Job;
}
