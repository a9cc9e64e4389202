import { STSClient } from "@aws-sdk/client-sts";
import { systemClock } from "../retry.ts";
import type { Clock } from "../retry.ts";
import { ActionError, messageOf } from "../runtime/errors.ts";
import type { Job } from "../runtime/job.ts";
import type { ClientOptions, CredentialProvider, Credentials, Identity } from "./credentials.ts";

/** A profile of the runner that the action must use. */
export interface Profile {
  name: string;
  /** What names the profile, such as AWS_PROFILE. */
  by: string;
  /** What else to do when the runner does not have the profile; continues a sentence after "or". */
  otherwise: string;
}

function profileOf(environment: Job["environment"]): Profile | undefined {
  const name = environment["AWS_PROFILE"] ?? environment["AWS_DEFAULT_PROFILE"];
  const otherwise = "unset AWS_PROFILE and AWS_DEFAULT_PROFILE in the job";
  return name ? { name, by: "AWS_PROFILE", otherwise } : undefined;
}

/**
 * Finds the credentials of the job once, with the SDK's default chain. Tools look in another order than the SDK (a
 * profile and keys, for example), so a child process gets what was found, or is pointed to the one source that renews
 * it, and never to all the places where it could look itself: https://github.com/aws/aws-sdk-js-v3/issues/2549
 * @param profile undefined = the profile of the job. If a profile is given, no other source counts
 * @throws ActionError `no-aws-credentials`
 */
export async function findJobCredentials(
  client: Omit<ClientOptions, "credentials">,
  job: Pick<Job, "context" | "environment" | "log" | "mask">,
  clock: Pick<Clock, "now"> = systemClock,
  profile: Profile | undefined = profileOf(job.environment),
): Promise<Identity> {
  const logger = { ...SILENT, warn: (text: unknown) => job.log.info(String(text)) };
  const sts = new STSClient({ ...client, logger, ...(profile && { profile: profile.name }) });
  const provider: CredentialProvider = async () => {
    const { accessKeyId, secretAccessKey, sessionToken, expiration, ...rest } =
      await sts.config.credentials();
    if (profile && !sourcesOf(rest).some((source) => source.includes("PROFILE")))
      throw new Error("they come from somewhere else");
    const found: Credentials = { accessKeyId, secretAccessKey };
    if (sessionToken !== undefined) found.sessionToken = sessionToken;
    if (expiration !== undefined) found.expiration = expiration;
    return found;
  };
  const found = await provider().catch((error: unknown) => {
    throw noCredentials(profile, error, job);
  });
  job.mask(found.secretAccessKey);
  if (found.sessionToken !== undefined) job.mask(found.sessionToken);
  const renewed = renewedSource(sourcesOf(await sts.config.credentials()), found);
  if (renewed === undefined) reportEnd(found, job, clock);
  const variables =
    renewed === undefined ? keyVariables(found) : variablesOf(renewed, job.environment);
  return { provider, variables: () => Promise.resolve(variables) };
}

const sourcesOf = (credentials: object): string[] =>
  Object.keys((credentials as { $source?: object }).$source ?? {});

/**
 * Sources that renew their credentials: children are pointed to them, so that a long command outlives one set. All
 * other variables of an identity are removed from a child's environment, so it finds the same identity that was
 * checked.
 */
const RENEWED = {
  /** Whoever set AWS_WEB_IDENTITY_TOKEN_FILE renews the file, as in a pod with a role of its service account. */
  "token file": /^AWS_(?:WEB_IDENTITY_TOKEN_FILE|ROLE_ARN|ROLE_SESSION_NAME)$/,
  /** The agent of ECS, CodeBuild or EKS Pod Identity. */
  container: /^AWS_CONTAINER_/,
  /** The metadata service of an EC2 instance needs no variable. */
  instance: /^(?!)/,
} as const;

/**
 * Returns the source that renews the credentials.
 * @param sources the SDK's marks for where credentials come from; credentials of an instance have no mark
 */
function renewedSource(
  sources: readonly string[],
  { expiration }: Credentials,
): keyof typeof RENEWED | undefined {
  if (sources.some((source) => source.includes("PROFILE"))) return undefined;
  if (sources.includes("CREDENTIALS_ENV_VARS_STS_WEB_ID_TOKEN")) return "token file";
  if (sources.includes("CREDENTIALS_HTTP")) return "container";
  return sources.length === 0 && expiration !== undefined ? "instance" : undefined;
}

function variablesOf(
  source: keyof typeof RENEWED,
  environment: Job["environment"],
): Record<string, string> {
  const given = Object.entries(environment).filter(([name]) => RENEWED[source].test(name));
  return Object.fromEntries(given);
}

/** Credentials that nobody renews cause a warning if they live for less than these milliseconds. */
const SHORT_LIFE = 30 * 60_000;

/**
 * Warns about credentials that expire soon. Credentials of a profile, of SSO and of an earlier step are a copy: when
 * they expire, every program that uses them fails.
 */
function reportEnd(
  { expiration }: Credentials,
  { log }: Pick<Job, "log">,
  clock: Pick<Clock, "now">,
): void {
  if (expiration === undefined) return;
  const left = expiration.getTime() - clock.now();
  const text = `the AWS credentials of this job expire at ${expiration.toISOString()}, in ${Math.floor(left / 60_000)} minutes, and the programs that this action starts cannot renew them`;
  if (left > SHORT_LIFE) log.info(text);
  else log.warning(`${text}; role-arn gives credentials that are renewed`);
}

const keyVariables = (found: Credentials): Record<string, string> => ({
  AWS_ACCESS_KEY_ID: found.accessKeyId,
  AWS_SECRET_ACCESS_KEY: found.secretAccessKey,
  ...(found.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: found.sessionToken }),
});

/** The SDK logs complete requests; only its warnings are shown. */
const SILENT = { debug: () => undefined, info: () => undefined, error: () => undefined };

function noCredentials(
  profile: Profile | undefined,
  error: unknown,
  { context }: Pick<Job, "context">,
): ActionError {
  if (profile)
    return new ActionError({
      reason: "no-aws-credentials",
      message: `the AWS profile "${profile.name}" (${profile.by}) gives no credentials: ${messageOf(error)}`,
      fix: `write the profile to the AWS configuration of the runner, or ${profile.otherwise}`,
      cause: error,
    });
  const isDependabot = context.actor === "dependabot[bot]";
  return new ActionError({
    reason: "no-aws-credentials",
    message: `no usable AWS credentials: ${messageOf(error)}`,
    fix: isDependabot
      ? "runs of dependabot[bot] get no Actions secrets, so a role-arn that comes from one is empty: keep it in a variable (vars), or in the Dependabot secrets"
      : "set role-arn (and `id-token: write` in the job's permissions), or run a step that sets AWS credentials before this one",
    cause: error,
  });
}
