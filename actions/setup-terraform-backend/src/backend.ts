import { explainDeny } from "../../lib/aws/refusal.ts";
import type { AwsSession } from "../../lib/aws/session.ts";
import type { Job } from "../../lib/runtime/job.ts";
import { writePrivate } from "../../lib/runtime/private-file.ts";
import { backendFile, isStateElsewhere } from "./backend-file.ts";
import { accountOf, bucketSession, findBackendRole } from "./backend-role.ts";
import type { BackendRole } from "./backend-role.ts";
import { openS3 } from "./bucket/client.ts";
import { ensureBucket } from "./bucket/ensure.ts";
import type { EnsuredBucket } from "./bucket/ensure.ts";
import type { Inputs } from "./contract.ts";
import { checkState } from "./state/check.ts";

/** Where the state of the workspace is kept. */
export interface OpenedBackend {
  bucket: EnsuredBucket;
  /** The backend's own role, with which the bucket is reached. */
  role: BackendRole | undefined;
  /** Whether the state exists. True when that cannot be known here. */
  hasState: boolean;
  /** File with the backend's configuration; undefined without a bucket. */
  configPath: string | undefined;
}

/**
 * Makes the bucket safe, checks that the state is the environment's own, and writes the backend's configuration.
 * @param directory of the workspace
 * @param session undefined = the action works without credentials
 * @throws ActionError those of ensureBucket and checkState
 */
export async function openBackend(
  inputs: Inputs,
  directory: string,
  session: AwsSession | undefined,
  job: Job,
): Promise<OpenedBackend> {
  const role = await findBackendRole(inputs.backendConfig, directory);
  const owner = session && bucketSession(session, role, job);
  const bucket = await openBucket(inputs, owner, job);
  // A role that only the tool knows reads what nobody here can.
  const isKnown =
    !isStateElsewhere(inputs.backendConfig) && (role === undefined || role.arn !== undefined);
  const hasState = bucket.exists && (await hasOwnState(inputs, isKnown, owner, job));
  const account = role === undefined ? session?.accountId : accountOf(role.arn);
  return { bucket, role, hasState, configPath: await writeBackend(inputs, account, job) };
}

/** The bucket is created or corrected, as `backend-mode` says. */
async function openBucket(
  { backendMode: mode, bucket, kmsKeyId }: Inputs,
  session: AwsSession | undefined,
  job: Job,
): Promise<EnsuredBucket> {
  if (mode === "off" || bucket === undefined || session === undefined)
    return { exists: true, created: false, findings: [] };
  const title = `Bucket ${bucket} in account ${session.accountId}`;
  return job.log.group(title, async () => {
    const ensured = await ensureBucket(bucket, kmsKeyId, mode, session);
    const found = ensured.exists ? "the bucket exists" : "the bucket does not exist";
    job.log.info(ensured.created ? "created" : found);
    for (const { setting, wanted, found: was, result } of ensured.findings)
      job.log.info(`${setting}: wanted ${wanted}, found ${was}: ${result}`);
    const differing = ensured.findings.filter(({ result }) => result === "differs");
    for (const { setting, cause } of differing)
      if (cause !== undefined) {
        const deny = explainDeny(cause);
        job.log.warning(
          `S3 does not take the wanted setting of ${setting} on the bucket ${bucket}, so it stays as it is: ${cause}${deny === undefined ? "" : ` (${deny})`}`,
        );
      }
    const different = differing.filter(({ cause }) => cause === undefined);
    if (different.length > 0)
      job.log.warning(
        `the bucket ${bucket} differs in ${different.map(({ setting }) => setting).join(", ")}; backend-mode: ensure corrects it`,
      );
    return ensured;
  });
}

/**
 * True also when it cannot be known: without credentials.
 * @param isKnown whether the inputs say where the state is, and the session is the one that reads it
 */
async function hasOwnState(
  inputs: Inputs,
  isKnown: boolean,
  session: AwsSession | undefined,
  job: Job,
): Promise<boolean> {
  const { bucket: name, key, environment, backendMode: mode, role } = inputs;
  if (name === undefined || key === undefined || session === undefined) return true;
  if (!isKnown) {
    if (environment !== undefined)
      job.log.notice(
        `the backend's own arguments say where the state is or who reads it, so it was not checked whether it belongs to ${environment}`,
      );
    return true;
  }
  const { region, accountId, partition } = session;
  return checkState(
    {
      s3: openS3(session),
      bucket: { name, region, accountId, partition },
      own: mode !== "off",
    },
    {
      key,
      workspace: inputs.workspace ?? job.environment["TF_WORKSPACE"] ?? "default",
      environment,
      record: mode === "ensure" || (mode === "off" && role === "deploy"),
    },
    job.log,
  );
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
