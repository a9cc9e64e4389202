import { explainPolicy } from "../../lib/aws/refusal.ts";
import type { AwsSession } from "../../lib/aws/session.ts";
import type { Job } from "../../lib/runtime/job.ts";
import { writePrivate } from "../../lib/runtime/private-file.ts";
import type { Encryption } from "../../lib/aws/object-encryption.ts";
import {
  backendFile,
  hasOwnCredentials,
  hasOwnKey,
  isStateElsewhere,
  ownEncryption,
} from "./backend-file.ts";
import type { BackendBlock } from "../../lib/terraform/backend-block.ts";
import { accountOf, findBackendRole } from "./backend-role.ts";
import type { BackendRole } from "./backend-role.ts";
import { ownerSession } from "./bucket-owner.ts";
import { openS3 } from "./bucket/client.ts";
import { ensureBucket } from "./bucket/ensure.ts";
import type { EnsuredBucket } from "./bucket/ensure.ts";
import type { Inputs } from "./contract.ts";
import { checkState } from "./state/check.ts";
import { stateKey } from "./state/objects.ts";
import { wantedWorkspace } from "./workspace.ts";

/** Where the state of the workspace is kept. */
export interface OpenedBackend {
  bucket: EnsuredBucket;
  /** The backend's own role, which reaches the bucket. */
  role: BackendRole | undefined;
  /** How the state, and what is written next to it, is encrypted; undefined = the bucket decides. */
  encryption: Encryption | undefined;
  /** Whether the state exists; undefined = that cannot be known here. */
  hasState: boolean | undefined;
  /** File with the backend's configuration; undefined without a bucket. */
  configPath: string | undefined;
}

/**
 * Makes the bucket safe, checks that the state is the environment's own, and writes the backend's configuration.
 * @param block of the workspace
 * @param session undefined = the action works without credentials
 * @throws ActionError as ownerSession, ensureBucket and checkState
 */
export async function openBackend(
  inputs: Inputs,
  block: BackendBlock | undefined,
  session: AwsSession | undefined,
  job: Job,
): Promise<OpenedBackend> {
  const role = findBackendRole(inputs.backendConfig, block);
  const owner = session && (await ownerSession(inputs, block, role, session, job));
  const bucket = await openBucket(inputs, owner, job);
  // A role that only the tool knows can read what this action cannot read.
  const isKnown =
    !isStateElsewhere(inputs.backendConfig, block) &&
    (role === undefined || role.arn !== undefined);
  job.cancelled.throwIfAborted();
  // The key of the bucket applies only if the workspace names no key.
  const isOwn =
    inputs.kmsKeyId === undefined && hasOwnKey(inputs.backendConfig, block, job.environment);
  const given = isOwn ? undefined : bucket.encryption;
  const encryption = isOwn ? ownEncryption(inputs.backendConfig, block) : given;
  const hasState = bucket.exists && (await hasOwnState(inputs, isKnown, owner, encryption, job));
  // The backend's own credentials may be of any account.
  const own = hasOwnCredentials(inputs.backendConfig, block) ? undefined : session?.accountId;
  const account = role === undefined ? own : accountOf(role.arn);
  return {
    bucket,
    role,
    encryption,
    hasState,
    configPath: await writeBackend(inputs, block, given, account, job),
  };
}

/** Creates or corrects the bucket, as `backend-mode` says. */
async function openBucket(
  inputs: Inputs,
  session: AwsSession | undefined,
  job: Job,
): Promise<EnsuredBucket> {
  const { backendMode: mode, bucket, kmsKeyId, key = "" } = inputs;
  if (mode === "off" || bucket === undefined || session === undefined) {
    const encryption = kmsKeyId === undefined ? undefined : { kmsKeyId };
    return { exists: true, created: false, findings: [], encryption };
  }
  const wanted = {
    name: bucket,
    kmsKeyId,
    stateKey: stateKey(key, wantedWorkspace(inputs, job) ?? "default"),
  };
  const title = `Bucket ${bucket} in account ${session.accountId}`;
  return job.log.group(title, async () => {
    const ensured = await ensureBucket(wanted, mode, session, job.cancelled);
    const found = ensured.exists ? "the bucket exists" : "the bucket does not exist";
    job.log.info(ensured.created ? "created" : found);
    for (const { setting, wanted, found: was, result } of ensured.findings)
      job.log.info(`${setting}: wanted ${wanted}, found ${was}: ${result}`);
    const differing = ensured.findings.filter(({ result }) => result === "differs");
    for (const { setting, found: was, cause } of differing)
      if (cause !== undefined) {
        const policy = explainPolicy(cause);
        job.log.warning(
          `${setting} of the bucket ${bucket} (${was}) stays as it is: ${cause}${policy === undefined ? "" : ` (${policy})`}`,
        );
      }
    const different = differing.filter(({ cause }) => cause === undefined);
    if (different.length > 0)
      job.log.warning(
        `the bucket ${bucket} differs from what this action wants in ${different.map(({ setting }) => setting).join(", ")}; backend-mode: ensure corrects that`,
      );
    return ensured;
  });
}

/**
 * Checks that the state is the environment's own, and returns whether it exists.
 * @param isKnown whether the inputs say where the state is, and the session is the one that reads it
 * @returns undefined if that cannot be known: without credentials, or without the name of the bucket
 */
async function hasOwnState(
  inputs: Inputs,
  isKnown: boolean,
  session: AwsSession | undefined,
  encryption: Encryption | undefined,
  job: Job,
): Promise<boolean | undefined> {
  const { bucket: name, key, environment, backendMode: mode, role } = inputs;
  if (name === undefined || key === undefined || session === undefined) return undefined;
  if (!isKnown) {
    if (environment !== undefined)
      job.log.notice(
        `the backend's own arguments say where the state is or who reads it, so this action did not check whether the state belongs to ${environment}`,
      );
    return undefined;
  }
  const { region, accountId, partition } = session;
  return checkState(
    {
      s3: openS3(session),
      bucket: { name, region, accountId, partition },
      own: mode !== "off",
      encryption,
    },
    {
      key,
      workspace: wantedWorkspace(inputs, job) ?? "default",
      mayCreate: inputs.createWorkspace,
      environment,
      record: mode === "ensure" || (mode === "off" && role === "deploy"),
    },
    job,
  );
}

/** Writes the backend's configuration. Only the job's user can read the file, because it may name keys and accounts. */
async function writeBackend(
  inputs: Inputs,
  block: BackendBlock | undefined,
  encryption: Encryption | undefined,
  accountId: string | undefined,
  job: Job,
): Promise<string | undefined> {
  const { bucket, key, awsRegion: region, backendConfig } = inputs;
  if (bucket === undefined || key === undefined || region === undefined) return undefined;
  const backend = { bucket, key, region, encryption, accountId };
  return writePrivate(job, "backend.hcl", backendFile(backend, backendConfig, block));
}
