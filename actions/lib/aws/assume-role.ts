import { AssumeRoleWithWebIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { doubling, retry, systemClock } from "../retry.ts";
import type { Clock } from "../retry.ts";
import { ActionError } from "../runtime/errors.ts";
import type { Job } from "../runtime/job.ts";
import type { ClientOptions, CredentialProvider, Credentials } from "./credentials.ts";
import { explainRefusal, explainUnavailable } from "./role-failures.ts";
import type { RoleRefusal } from "./role-failures.ts";
import { observeSts } from "./observe-sts.ts";
import { credentialsOf, readableStsError } from "./sts-answer.ts";

export interface Role {
  arn: string;
  sessionName: string;
  /** Audience (`aud`) of the OIDC token: the service that the token is for. */
  audience: string;
}

/** Milliseconds before credentials expire when new ones are fetched. The SDK asks for new ones 5 minutes before. */
const RENEW_EARLY = 6 * 60_000;

/**
 * Returns a provider of a role's credentials. Each call gives credentials that are valid for some more minutes. Shortly
 * before they expire, the provider fetches new ones with a new OIDC token, so work may take longer than a session of
 * the role.
 */
export function roleProvider(
  role: Role,
  client: Omit<ClientOptions, "credentials">,
  job: Pick<Job, "cancelled" | "environment" | "idToken" | "mask">,
  clock: Clock = systemClock,
): CredentialProvider {
  let current: Credentials | undefined;
  let pending: Promise<Credentials> | undefined;
  const lifeLeft = () => (current?.expiration?.getTime() ?? 0) - clock.now();
  const renew = async (): Promise<Credentials> => {
    try {
      current = await assumeRole(role, client, job, clock);
    } catch (error) {
      // The old credentials may be enough until the next call.
      if (current === undefined || lifeLeft() <= 0) throw error;
    } finally {
      pending = undefined;
    }
    return current;
  };
  return async () => {
    if (current !== undefined && lifeLeft() > RENEW_EARLY) return current;
    return (pending ??= renew());
  };
}

/**
 * Exchanges an OIDC token of the job for credentials of the role. Tries again if the failure may be temporary.
 * @throws ActionError `assume-role-failed`, `sts-unavailable`, `no-id-token`, `cancelled`
 */
async function assumeRole(
  role: Role,
  client: Omit<ClientOptions, "credentials">,
  job: Pick<Job, "cancelled" | "environment" | "idToken" | "mask">,
  clock: Clock,
): Promise<Credentials> {
  job.cancelled.throwIfAborted();
  const token = await job.idToken(role.audience);
  job.cancelled.throwIfAborted();
  // This call needs no credentials. Without these empty ones, the SDK would search for some.
  const credentials = { accessKeyId: "", secretAccessKey: "" };
  const sts = new STSClient({ ...client, credentials, maxAttempts: 1 });
  const observe = (error: unknown): RoleRefusal => ({
    ...observeSts(error, client.region, job),
    roleArn: role.arn,
    token,
  });
  try {
    const given = await retry(() => exchange(sts, role, token, job.cancelled), {
      attempts: 4,
      delay: doubling(1_000),
      isTransient: (error) => explainUnavailable(observe(error)) !== undefined,
      signal: job.cancelled,
      clock,
    });
    job.mask(given.secretAccessKey);
    job.mask(given.sessionToken);
    return given;
  } catch (error) {
    job.cancelled.throwIfAborted();
    throw new ActionError({ ...explainRefusal(observe(error)), cause: error });
  }
}

async function exchange(sts: STSClient, role: Role, token: string, abortSignal: AbortSignal) {
  const request = new AssumeRoleWithWebIdentityCommand({
    RoleArn: role.arn,
    RoleSessionName: role.sessionName,
    WebIdentityToken: token,
  });
  try {
    return credentialsOf(await sts.send(request, { abortSignal }));
  } catch (error) {
    throw readableStsError(error);
  }
}
