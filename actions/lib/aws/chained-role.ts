import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { systemClock } from "../retry.ts";
import type { Clock } from "../retry.ts";
import { ActionError } from "../runtime/errors.ts";
import type { Job } from "../runtime/job.ts";
import { explainChain } from "./chained-failures.ts";
import type { CredentialProvider, Credentials } from "./credentials.ts";
import { observeSts } from "./observe-sts.ts";
import type { ProxyHandler } from "./proxy.ts";
import { credentialsOf, readableStsError } from "./sts-answer.ts";

/** A role that is assumed with the credentials of another identity, such as the role of a central account for states. */
export interface ChainedRole {
  arn: string;
  sessionName: string;
  externalId?: string;
}

/** Milliseconds before credentials expire when they are fetched again. */
const RENEW_EARLY = 6 * 60_000;

/**
 * Returns a provider of a chained role's credentials. AWS lets them live for an hour at most, so they are fetched again
 * shortly before they expire. The provider throws ActionErrors, so that its caller does not report a refusal of the
 * role as a refusal of the caller's own service.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining
 * @param client of the identity that assumes the role; without credentials, the SDK finds those of the process
 */
export function chainedRole(
  role: ChainedRole,
  client: {
    region: string;
    requestHandler: ProxyHandler;
    endpoint?: string;
    credentials?: CredentialProvider | Credentials;
  },
  job: Pick<Job, "environment" | "mask">,
  clock: Clock = systemClock,
): CredentialProvider {
  const sts = new STSClient(client);
  const request = new AssumeRoleCommand({
    RoleArn: role.arn,
    RoleSessionName: role.sessionName,
    ExternalId: role.externalId,
  });
  const assume = async (): Promise<Credentials> => {
    try {
      return credentialsOf(await sts.send(request));
    } catch (error) {
      if (error instanceof ActionError) throw error;
      const observed = observeSts(readableStsError(error), client.region, job, client.endpoint);
      throw new ActionError({
        ...explainChain({ ...observed, roleArn: role.arn }),
        cause: error,
      });
    }
  };
  let current: Credentials | undefined;
  return async () => {
    const end = current?.expiration?.getTime() ?? 0;
    if (current !== undefined && end - clock.now() > RENEW_EARLY) return current;
    current = await assume();
    job.mask(current.secretAccessKey);
    if (current.sessionToken !== undefined) job.mask(current.sessionToken);
    return current;
  };
}
