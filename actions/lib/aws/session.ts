import {
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  STSClient,
} from "@aws-sdk/client-sts";
import type { Job } from "../runtime/job.ts";
import { ActionError, messageOf } from "../runtime/errors.ts";
import { explainAssumeRole } from "./claims.ts";

export interface SessionInputs {
  /** Role to assume with the job's OIDC token; undefined = the default credential chain of the SDK. */
  roleArn: string | undefined;
  region: string;
  /** Twelve digits; checked before anything is changed. */
  expectedAccountId: string | undefined;
}

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** An opened AWS session: what SDK clients and child processes need, and who it is. */
export interface AwsSession {
  region: string;
  accountId: string;
  /** ARN of the caller, as STS names it. */
  arn: string;
  /** aws, aws-cn, aws-us-gov … */
  partition: string;
  /** Options for any SDK client. */
  client: { region: string; credentials?: Credentials };
  /** Variables for terraform, docker and the AWS CLI: the job's own, with this session's credentials. */
  environment: Record<string, string>;
}

/** The audience of GitHub's tokens for AWS. https://docs.github.com/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws */
const AUDIENCE = "sts.amazonaws.com";

/**
 * Opens the session of an action: assumes the role if one is given, and finds out who the caller is.
 * @throws ActionError `assume-role-failed`, `no-aws-credentials`, `wrong-account`, `no-id-token`
 */
export async function openSession(inputs: SessionInputs, job: Job): Promise<AwsSession> {
  const { region } = inputs;
  const credentials =
    inputs.roleArn === undefined ? undefined : await assumeRole(inputs.roleArn, region, job);
  const client = credentials === undefined ? { region } : { region, credentials };
  const { accountId, arn } = await identify(client);
  if (inputs.expectedAccountId !== undefined && inputs.expectedAccountId !== accountId)
    throw new ActionError({
      reason: "wrong-account",
      message: `the credentials belong to account ${accountId} (${arn}), expected-account-id is ${inputs.expectedAccountId}`,
      fix: "correct role-arn or expected-account-id; nothing was changed",
    });
  return {
    region,
    accountId,
    arn,
    partition: arn.split(":")[1] ?? "aws",
    client,
    environment: { ...job.environment, ...variablesOf(region, credentials) },
  };
}

function variablesOf(region: string, credentials: Credentials | undefined): Record<string, string> {
  const variables: Record<string, string> = { AWS_REGION: region, AWS_DEFAULT_REGION: region };
  if (credentials === undefined) return variables;
  variables["AWS_ACCESS_KEY_ID"] = credentials.accessKeyId;
  variables["AWS_SECRET_ACCESS_KEY"] = credentials.secretAccessKey;
  // An older token of the job's own environment would not fit these keys.
  variables["AWS_SESSION_TOKEN"] = credentials.sessionToken ?? "";
  return variables;
}

async function assumeRole(roleArn: string, region: string, job: Job): Promise<Credentials> {
  const token = await job.idToken(AUDIENCE);
  const { context } = job;
  try {
    // This call needs no credentials; without these the SDK would search for some.
    const sts = new STSClient({ region, credentials: { accessKeyId: "", secretAccessKey: "" } });
    const { Credentials: given } = await sts.send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: roleArn,
        RoleSessionName: `gha-${context.runId}-${context.runAttempt}`,
        WebIdentityToken: token,
      }),
    );
    const credentials = {
      accessKeyId: given?.AccessKeyId ?? "",
      secretAccessKey: given?.SecretAccessKey ?? "",
      sessionToken: given?.SessionToken ?? "",
    };
    job.mask(credentials.secretAccessKey);
    job.mask(credentials.sessionToken);
    return credentials;
  } catch (error) {
    throw new ActionError({
      reason: "assume-role-failed",
      message: `AWS refused to let this job assume ${roleArn}: ${messageOf(error)}`,
      fix: explainAssumeRole(roleArn, token),
      cause: error,
    });
  }
}

async function identify(client: AwsSession["client"]): Promise<{ accountId: string; arn: string }> {
  try {
    const { Account = "", Arn = "" } = await new STSClient(client).send(
      new GetCallerIdentityCommand({}),
    );
    return { accountId: Account, arn: Arn };
  } catch (error) {
    throw new ActionError({
      reason: "no-aws-credentials",
      message: `no usable AWS credentials: ${messageOf(error)}`,
      fix: "set role-arn (and `id-token: write` in the job's permissions), or run a step that sets AWS credentials before this one",
      cause: error,
    });
  }
}
