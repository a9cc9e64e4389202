import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { systemClock } from "../retry.ts";
import type { Clock } from "../retry.ts";
import type { CredentialProvider, Credentials } from "./credentials.ts";
import type { ProxyHandler } from "./proxy.ts";

/** A role that is assumed with the credentials of another identity, such as the role of a central account for states. */
export interface ChainedRole {
  arn: string;
  sessionName: string;
  externalId?: string;
}

/** Milliseconds before their end when credentials are fetched again. */
const RENEW_EARLY = 6 * 60_000;

/**
 * A provider of a chained role's credentials; AWS lets them live for an hour at most, so they are fetched again shortly
 * before they run out.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining
 * @param client of the identity that assumes it; without credentials the SDK finds those of the process
 */
export function chainedRole(
  role: ChainedRole,
  client: {
    region: string;
    requestHandler: ProxyHandler;
    endpoint?: string;
    credentials?: CredentialProvider | Credentials;
  },
  mask: (secret: string) => void,
  clock: Clock = systemClock,
): CredentialProvider {
  const sts = new STSClient(client);
  const request = new AssumeRoleCommand({
    RoleArn: role.arn,
    RoleSessionName: role.sessionName,
    ExternalId: role.externalId,
  });
  let current: Credentials | undefined;
  return async () => {
    const end = current?.expiration?.getTime() ?? 0;
    if (current !== undefined && end - clock.now() > RENEW_EARLY) return current;
    const { Credentials: given } = await sts.send(request);
    const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = given ?? {};
    mask(SecretAccessKey);
    mask(SessionToken);
    return (current = {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      ...(given?.Expiration === undefined ? {} : { expiration: given.Expiration }),
    });
  };
}
