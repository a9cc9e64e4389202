import { openSession } from "../../lib/aws/session.ts";
import type { AwsSession } from "../../lib/aws/session.ts";
import type { Job } from "../../lib/runtime/job.ts";
import { writePrivate } from "../../lib/runtime/private-file.ts";
import { findDirectory } from "../../lib/terraform/directory.ts";
import type { RootModule } from "../../lib/terraform/root-module.ts";
import { backendFile } from "./backend-file.ts";
import { accountOf, bucketSession, findBackendRole } from "./backend-role.ts";
import { ensureBucket } from "./bucket/ensure.ts";
import type { EnsuredBucket } from "./bucket/ensure.ts";
import { init, selectWorkspace } from "./init.ts";
import type { Inputs, Outputs } from "./contract.ts";
import { takeLeaseForJob } from "./lease.ts";
import { summary } from "./summary.ts";
import { provideTool } from "./tool/provide.ts";
import { findRequirements } from "./tool/requirements.ts";

/** Finds or installs the tool, makes sure that the state's bucket is there and safe, and initialises the workspace. */
export async function run(inputs: Inputs, job: Job): Promise<Outputs> {
  const directory = await findDirectory(job.checkout, inputs.workingDirectory);
  const requirements = await findRequirements(inputs.version, inputs.tool, directory, job.checkout);
  const tool = await provideTool(inputs, requirements, job);
  job.log.info(`${tool.name} ${tool.version} from ${tool.source} (${tool.path})`);

  const session = await sessionOf(inputs, job);
  const role = await findBackendRole(inputs.backendConfig, directory);
  const bucket = await bucketOf(inputs, session && bucketSession(session, role, job), job);
  const account = role === undefined ? session?.accountId : accountOf(role.arn);
  const backendConfig = await writeBackend(inputs, account, job);
  if (inputs.lease === "take" && session !== undefined)
    await takeLeaseForJob(inputs, session, role, job);

  const environment = session?.environment ?? { ...job.environment };
  const rootModule: RootModule = { tool, directory, environment, job };
  if (inputs.init) await init(rootModule, backendConfig, inputs.initArgs);
  const selected = inputs.init ? await selectWorkspace(rootModule, inputs.workspace) : undefined;

  const identity =
    inputs.bucket === undefined
      ? undefined
      : `s3://${inputs.bucket}/${inputs.key ?? ""}#${selected ?? inputs.workspace ?? "default"}`;
  job.summarize(
    summary({ tool, requirements, identity, workspace: selected, bucket }, job.redactor.redact),
  );
  return {
    "tool-path": tool.path,
    "tool-version": tool.version,
    "cache-hit": tool.source === "tool cache",
    "backend-config-path": backendConfig,
    "state-identity": identity,
    workspace: selected,
    "bucket-created": bucket.created,
    "backend-findings": JSON.stringify(bucket.findings),
  };
}

/** A session is needed for the bucket and the lease, and for whatever a role or an account is named. */
function sessionOf(inputs: Inputs, job: Job): Promise<AwsSession> | undefined {
  const { roleArn, awsRegion: region, expectedAccountId } = inputs;
  if (region === undefined) return undefined;
  const needsNone =
    inputs.backendMode === "off" &&
    inputs.lease === "none" &&
    roleArn === undefined &&
    expectedAccountId === undefined;
  if (needsNone) return undefined;
  return openSession({ ...inputs, region }, job);
}

async function bucketOf(
  inputs: Inputs,
  session: AwsSession | undefined,
  job: Job,
): Promise<EnsuredBucket> {
  const mode = inputs.backendMode;
  const { bucket } = inputs;
  if (mode === "off" || bucket === undefined || session === undefined)
    return { created: false, findings: [] };
  const title = `Bucket ${bucket} in account ${session.accountId}`;
  return job.log.group(title, async () => {
    const ensured = await ensureBucket(bucket, inputs.kmsKeyId, mode, session);
    job.log.info(ensured.created ? "created" : "the bucket exists");
    for (const { setting, wanted, found, result } of ensured.findings)
      job.log.info(`${setting}: wanted ${wanted}, found ${found}: ${result}`);
    const different = ensured.findings.filter(({ result }) => result === "differs");
    if (different.length > 0)
      job.log.warning(
        `the bucket ${bucket} differs in ${different.map(({ setting }) => setting).join(", ")}; backend-mode: ensure corrects it`,
      );
    return ensured;
  });
}

/** Readable by the job's user only: it may name keys and accounts. */
async function writeBackend(
  inputs: Inputs,
  accountId: string | undefined,
  job: Job,
): Promise<string | undefined> {
  const { bucket, key, awsRegion: region } = inputs;
  if (bucket === undefined || key === undefined || region === undefined) return undefined;
  const backend = {
    bucket,
    key,
    region,
    kmsKeyId: inputs.kmsKeyId,
    accountId,
  };
  return writePrivate(job, "backend.hcl", backendFile(backend, inputs.backendConfig));
}
