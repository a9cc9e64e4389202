import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { systemClock } from "../retry.ts";
import type { Clock } from "../retry.ts";
import { ActionError } from "../runtime/errors.ts";
import type { Job } from "../runtime/job.ts";
import { roleProvider } from "./assume-role.ts";
import type { Role } from "./assume-role.ts";
import { childEnvironment } from "./child-environment.ts";
import { partitionOfArn } from "./domain.ts";
import { endpointProblems, refuseEndpoints } from "./endpoint.ts";
import type { Service } from "./endpoint.ts";
import { explainCredentials } from "./credential-failures.ts";
import type { ClientOptions, Identity } from "./credentials.ts";
import { findJobCredentials } from "./job-credentials.ts";
import type { Profile } from "./job-credentials.ts";
import { ProxyHandler } from "./proxy.ts";
import { observeSts } from "./observe-sts.ts";
import { callerOf, readableStsError } from "./sts-answer.ts";
import { keepTokenFile } from "./token-file.ts";

export interface SessionInputs {
  /** Role to assume with the job's OIDC token; undefined = the default credential chain of the SDK. */
  roleArn: string | undefined;
  region: string;
  /** Twelve digits; checked before anything is changed. */
  expectedAccountId: string | undefined;
  /** Audience (`aud`) of the OIDC token: the service that the token is for. */
  oidcAudience: string;
  /**
   * The services that the action and its tools call; undefined = any. A wrong address of any other service stops
   * nothing.
   */
  services?: readonly Service[];
}

/** An opened AWS session: what SDK clients and child processes need, and the identity of the caller. */
export interface AwsSession {
  region: string;
  accountId: string;
  /** ARN of the caller, as STS names it. */
  arn: string;
  /** aws, aws-cn, aws-us-gov … */
  partition: string;
  /** Options for any SDK client. Its credentials are renewed while the session is open. */
  client: ClientOptions;
  /** Variables for terraform, docker and the AWS CLI: the job's own variables, with only the session's identity. */
  environment: Record<string, string>;
}

/**
 * Opens the session of an action: assumes the role if one is given, and finds out who the caller is. SDK clients and
 * child processes use exactly the identity that is found and checked here. A second session of the same job may be
 * opened at any time, for example after a cancel. If it gets the same temporary folder, it continues to renew the token
 * file of the children.
 * @throws ActionError `invalid-input` (a variable of an endpoint), `assume-role-failed`, `sts-unavailable`,
 *   `no-aws-credentials`, `wrong-account`, `no-id-token`, `cancelled`
 */
export async function openSession(
  inputs: SessionInputs,
  job: Job,
  clock: Clock = systemClock,
): Promise<AwsSession> {
  const { region, roleArn, expectedAccountId } = inputs;
  job.cancelled.throwIfAborted();
  const { ours, others } = endpointProblems(job.environment, inputs.services);
  for (const problem of others) job.log.warning(problem);
  refuseEndpoints(ours);
  const base = { region, requestHandler: new ProxyHandler() };
  const identity =
    roleArn === undefined
      ? await findJobCredentials(base, job, clock)
      : roleIdentity(roleOf(roleArn, inputs, job), base, job, clock);
  const client = { ...base, credentials: identity.provider };
  const { accountId, arn } = await identify(client, job);
  if (expectedAccountId !== undefined && expectedAccountId !== accountId)
    throw new ActionError({
      reason: "wrong-account",
      message: `the credentials belong to account ${accountId} (${arn}), but expected-account-id is ${expectedAccountId}`,
      fix: `correct ${roleArn === undefined ? "the credentials of the job" : "role-arn"} or expected-account-id; nothing was changed`,
    });
  return {
    region,
    accountId,
    arn,
    partition: partitionOfArn(arn),
    client,
    environment: childEnvironment(job.environment, region, await identity.variables()),
  };
}

/**
 * Opens the session of a profile of the runner, in addition to that of the job: children keep the identity of the job.
 * @throws ActionError `no-aws-credentials`, `sts-unavailable`, `cancelled`
 */
export async function openProfile(
  profile: Profile,
  session: AwsSession,
  job: Job,
): Promise<AwsSession> {
  job.cancelled.throwIfAborted();
  const { region, requestHandler } = session.client;
  const base = { region, requestHandler };
  const { provider } = await findJobCredentials(base, job, systemClock, profile);
  const client = { ...base, credentials: provider };
  const { accountId, arn } = await identify(client, job);
  return { ...session, accountId, arn, partition: partitionOfArn(arn), client };
}

const roleOf = (arn: string, { oidcAudience }: SessionInputs, { context }: Job): Role => ({
  arn,
  sessionName: `gha-${context.runId}-${context.runAttempt}`,
  audience: oidcAudience,
});

/**
 * Returns the identity of an assumed role. Children exchange tokens of the job themselves, so that a long command
 * outlives a session of the role.
 */
function roleIdentity(
  role: Role,
  client: Omit<ClientOptions, "credentials">,
  job: Job,
  clock: Clock,
): Identity {
  return {
    provider: roleProvider(role, client, job, clock),
    variables: async () => {
      const token = await job.idToken(role.audience);
      return {
        AWS_WEB_IDENTITY_TOKEN_FILE: await keepTokenFile(token, role.audience, job),
        AWS_ROLE_ARN: role.arn,
        AWS_ROLE_SESSION_NAME: role.sessionName,
      };
    },
  };
}

async function identify(
  client: ClientOptions,
  job: Job,
): Promise<{ accountId: string; arn: string }> {
  try {
    return callerOf(
      await new STSClient(client).send(new GetCallerIdentityCommand({}), {
        abortSignal: job.cancelled,
      }),
    );
  } catch (error) {
    job.cancelled.throwIfAborted();
    if (error instanceof ActionError) throw error;
    const refused = explainCredentials(observeSts(readableStsError(error), client.region, job));
    throw new ActionError({ ...refused, cause: error });
  }
}
