import { openSession } from "../../lib/aws/session.ts";
import type { AwsSession } from "../../lib/aws/session.ts";
import type { Job } from "../../lib/runtime/job.ts";
import { findDirectory, nameOfDirectory } from "../../lib/terraform/directory.ts";
import type { RootModule } from "../../lib/terraform/root-module.ts";
import { openBackend } from "./backend.ts";
import type { OpenedBackend } from "./backend.ts";
import { statePlace } from "./backend-file.ts";
import { withArgumentsOfVariables } from "./backend-variables.ts";
import { findBackendBlock, refuseOtherBackend } from "../../lib/terraform/backend-block.ts";
import type { BackendBlock } from "../../lib/terraform/backend-block.ts";
import { initialize } from "./initialize.ts";
import type { Inputs, Outputs } from "./contract.ts";
import { enterEnvironment } from "./lease.ts";
import { refuseOwnStore } from "./own-store.ts";
import { firstDeployment, summary } from "./summary.ts";
import { provideTool } from "./tool/provide.ts";
import { findRequirements } from "./tool/find-requirements.ts";
import type { VersionRequirement } from "./tool/requirement.ts";
import {
  refuseOtherSelection,
  selectWorkspace,
  wantedWorkspace,
  withoutSelection,
} from "./workspace.ts";

/** Runs the command. @returns undefined for `check`, which sets no outputs. @throws ActionError */
export async function run(inputs: Inputs, job: Job): Promise<Outputs | undefined> {
  const found = await examine(inputs, job);
  if (inputs.command === "setup") return await setUp(inputs, found, job);
  job.log.info("the inputs are valid and fit the workspace");
  return undefined;
}

/** What the inputs and the files of the workspace say together. */
interface Examined {
  directory: string;
  /** The Terraform workspace that the job names. */
  wanted: string | undefined;
  block: BackendBlock | undefined;
  requirements: VersionRequirement[];
}

/**
 * Compares the inputs with the files of the workspace. Nothing is contacted, so `check` can do it in an earlier job.
 * @throws ActionError `workspace-not-selected`, `other-backend`, `invalid-input`, `invalid-version`, `version-conflict`
 */
async function examine(inputs: Inputs, job: Job): Promise<Examined> {
  const { version, tool, bucket } = inputs;
  const directory = await findDirectory(job, inputs.workingDirectory);
  const wanted = wantedWorkspace(inputs, job);
  if (!inputs.init)
    await refuseOtherSelection({ directory, environment: job.environment }, wanted, job);
  const written = await findBackendBlock(directory, tool);
  const block = await withArgumentsOfVariables(written, directory, job.environment);
  if (bucket !== undefined) {
    refuseOtherBackend(block, nameOfDirectory(job, inputs.workingDirectory), tool);
    refuseOwnStore(inputs, block, job.environment);
  }
  const requirements = await findRequirements(version, tool, directory, job, bucket !== undefined);
  return { directory, wanted, block, requirements };
}

/**
 * Finds or installs the tool, makes sure that the state's bucket is there and safe and that the state is the
 * environment's own, and initialises the workspace.
 */
async function setUp(
  inputs: Inputs,
  { directory, wanted, block, requirements }: Examined,
  job: Job,
): Promise<Outputs> {
  job.cancelled.throwIfAborted();
  const tool = await provideTool(inputs, requirements, job);
  job.log.info(`${tool.name} ${tool.version} from ${tool.source} (${tool.path})`);
  job.cancelled.throwIfAborted();
  const session = await sessionOf(inputs, job);
  job.cancelled.throwIfAborted();
  const backend = await openBackend(inputs, block, session, job);
  job.cancelled.throwIfAborted();
  if (inputs.lease === "take" && session !== undefined)
    await enterEnvironment(inputs, session, backend, job);
  const environment = withoutSelection(session?.environment ?? job.environment);
  const given: RootModule = { tool, directory, environment, job };
  job.cancelled.throwIfAborted();
  const initialized = inputs.init ? await initialize(given, inputs, backend) : given;
  // For a first plan, the folder is a copy, with a state of its own on this runner.
  const isCopy = initialized !== given;
  const create = inputs.createWorkspace || isCopy;
  const workspace = inputs.init ? await selectWorkspace(initialized, wanted, create) : undefined;

  const first = noticeFirst(inputs, backend, isCopy, job);
  const identity = stateIdentity(inputs, workspace ?? wanted ?? "default");
  const { bucket, configPath } = backend;
  const prepared = { tool, requirements, identity, workspace, bucket, first };
  job.summarize(summary(prepared, job.redactor.redact));
  return {
    "tool-path": tool.path,
    "tool-version": tool.version,
    "cache-hit": tool.source === "tool cache",
    "working-directory": initialized.directory,
    "backend-config-path": configPath,
    "state-identity": identity,
    workspace,
    "bucket-created": bucket.created,
    "backend-findings": JSON.stringify(bucket.findings),
    // If only the tool knows where the state is, nobody has looked for it.
    "first-deployment":
      first === undefined && backend.hasState === undefined ? undefined : first !== undefined,
  };
}

/**
 * Says that this is a first deployment.
 * @returns the same text for the summary; undefined if it is not a first deployment
 */
function noticeFirst(
  { bucket, key }: Inputs,
  { bucket: { exists }, hasState }: OpenedBackend,
  isCopy: boolean,
  job: Job,
): string | undefined {
  const first = firstDeployment({ hasBucket: exists && !isCopy, hasState, bucket, key });
  if (first !== undefined) job.log.notice(first);
  return first;
}

/** Returns a text for backend, bucket, key and workspace together; undefined if the bucket is not named. */
function stateIdentity(
  { bucket, key, backendConfig }: Inputs,
  workspace: string,
): string | undefined {
  if (bucket === undefined) return undefined;
  const place = statePlace({ bucket, key }, backendConfig);
  return `s3://${place.bucket}/${place.key}#${workspace}`;
}

/**
 * Opens a session if this action looks after the bucket or takes the lease, or if a role, an account, or an environment
 * with a bucket is named.
 */
function sessionOf(inputs: Inputs, job: Job): Promise<AwsSession> | undefined {
  const { roleArn, awsRegion: region, expectedAccountId, bucket, environment } = inputs;
  if (region === undefined) return undefined;
  const comparesState = bucket !== undefined && environment !== undefined;
  const isNeeded =
    inputs.lease === "take" ||
    roleArn !== undefined ||
    expectedAccountId !== undefined ||
    comparesState;
  if (inputs.backendMode === "off" && !isNeeded) return undefined;
  return openSession({ ...inputs, region }, job);
}
