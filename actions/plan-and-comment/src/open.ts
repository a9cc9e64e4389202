import { openSession } from "../../lib/aws/session.ts";
import type { Job } from "../../lib/runtime/job.ts";
import { openRootModule } from "../../lib/terraform/open.ts";
import type { RootModule } from "../../lib/terraform/root-module.ts";
import type { AllInputs, Inputs } from "./contract.ts";

/** Returns whether the command works on one workspace. The folder is then given: `readInputs` checks that. */
export const hasWorkspace = (inputs: AllInputs): inputs is Inputs =>
  inputs.command === "plan" || inputs.command === "apply";

/** Returns whether the command checks the values of one workspace. The folder is then given, too. */
export const hasValues = (inputs: AllInputs): inputs is AllInputs & { workingDirectory: string } =>
  inputs.command === "values";

/** Finds the folder and the tool, and opens the AWS session for the tool's providers and backend. */
export const openWorkspace = (inputs: Inputs, job: Job): Promise<RootModule> =>
  openRootModule(inputs, job, inputs.command === "plan" ? "plan" : "apply or read state", () =>
    environmentOf(inputs, job),
  );

/**
 * Returns the variables of the AWS session. A session is opened if a role or an account is named. Otherwise the tool
 * finds its own credentials, or needs none: a workspace may have nothing to do with AWS.
 */
async function environmentOf(inputs: Inputs, job: Job): Promise<Record<string, string>> {
  const region = inputs.awsRegion ?? job.environment["AWS_REGION"];
  const roleArn = inputs.roleArn;
  const expectedAccountId = inputs.expectedAccountId;
  if (roleArn === undefined && expectedAccountId === undefined)
    return region === undefined
      ? { ...job.environment }
      : { ...job.environment, AWS_REGION: region };
  // If there is a role or an account, inputs.ts requires the region.
  const session = await openSession({ ...inputs, region: region ?? "" }, job);
  job.log.info(`AWS account ${session.accountId} as ${session.arn}`);
  return session.environment;
}
