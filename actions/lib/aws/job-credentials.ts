import { STSClient } from "@aws-sdk/client-sts";
import { ActionError, messageOf } from "../runtime/errors.ts";
import type { Job } from "../runtime/job.ts";
import type { ClientOptions, CredentialProvider, Credentials, Identity } from "./credentials.ts";

/**
 * Finds the credentials of the job by the SDK's default chain, once. Tools look in another order than the SDK does (a
 * profile beside keys, for example), so a child is handed what was found, not the places where it could look itself:
 * https://github.com/aws/aws-sdk-js-v3/issues/2549
 * @throws ActionError `no-aws-credentials`
 */
export async function findJobCredentials(
  client: Omit<ClientOptions, "credentials">,
  job: Pick<Job, "context" | "environment" | "log" | "mask">,
): Promise<Identity> {
  const profile = job.environment["AWS_PROFILE"] ?? job.environment["AWS_DEFAULT_PROFILE"];
  const logger = { ...SILENT, warn: (text: unknown) => job.log.info(String(text)) };
  const sts = new STSClient({ ...client, logger, ...(profile && { profile }) });
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
  const isRenewed = sourcesOf(await sts.config.credentials()).includes(TOKEN_FILE_SOURCE);
  const variables = isRenewed ? tokenFileVariables(job.environment) : keyVariables(found);
  return { provider, variables: () => Promise.resolve(variables) };
}

/** The SDK's mark of credentials that come from AWS_WEB_IDENTITY_TOKEN_FILE, which whoever set it renews. */
const TOKEN_FILE_SOURCE = "CREDENTIALS_ENV_VARS_STS_WEB_ID_TOKEN";

const sourcesOf = (credentials: object): string[] =>
  Object.keys((credentials as { $source?: object }).$source ?? {});

function tokenFileVariables(environment: Job["environment"]): Record<string, string> {
  const names = ["AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN", "AWS_ROLE_SESSION_NAME"];
  const given = Object.entries(environment).filter(([name]) => names.includes(name));
  return Object.fromEntries(given);
}

const keyVariables = (found: Credentials): Record<string, string> => ({
  AWS_ACCESS_KEY_ID: found.accessKeyId,
  AWS_SECRET_ACCESS_KEY: found.secretAccessKey,
  ...(found.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: found.sessionToken }),
});

/** The SDK's log holds requests; only its warnings are shown. */
const SILENT = { debug: () => undefined, info: () => undefined, error: () => undefined };

function noCredentials(
  profile: string | undefined,
  error: unknown,
  { context }: Pick<Job, "context">,
): ActionError {
  if (profile)
    return new ActionError({
      reason: "no-aws-credentials",
      message: `the AWS profile "${profile}" (AWS_PROFILE) gives no credentials: ${messageOf(error)}`,
      fix: "write the profile to the AWS configuration of the runner, or unset AWS_PROFILE and AWS_DEFAULT_PROFILE in the job",
      cause: error,
    });
  const isDependabot = context.actor === "dependabot[bot]";
  return new ActionError({
    reason: "no-aws-credentials",
    message: `no usable AWS credentials: ${messageOf(error)}`,
    fix: isDependabot
      ? "runs of dependabot[bot] get no Actions secrets, so a role-arn that comes from one is empty: keep it in a variable (vars), or among the secrets for Dependabot"
      : "set role-arn (and `id-token: write` in the job's permissions), or run a step that sets AWS credentials before this one",
    cause: error,
  });
}
