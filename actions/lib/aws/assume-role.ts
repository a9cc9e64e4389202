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
  /** What the OIDC token is for. */
  audience: string;
}

/** Milliseconds before the end of credentials when new ones are fetched. The SDK asks for them 5 minutes before. */
const RENEW_EARLY = 6 * 60_000;

/**
 * A provider of a role's credentials: each call gives credentials that are good for some minutes more. They are fetched
 * with a new OIDC token shortly before they run out, so that work may take longer than a session of the role.
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
      // The old ones may do until the next call.
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
 * Exchanges an OIDC token of the job for credentials of the role; tried again when the trouble may pass.
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
  // This call needs no credentials; without these the SDK would search for some.
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
