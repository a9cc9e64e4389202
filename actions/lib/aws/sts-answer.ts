import type { Credentials as GivenCredentials } from "@aws-sdk/client-sts";
import type { Credentials } from "./credentials.ts";
import { unreadableStatus } from "./sdk-error.ts";

/** An answer of STS that lacks the requested data, such as the page of a proxy. */
export class UnreadableAnswer extends Error {
  override readonly name = "UnreadableAnswer";
}

/** Returns what was thrown. If an answer could not be read, the error has a message of our own. */
export function readableStsError(error: unknown): unknown {
  const status = unreadableStatus(error);
  return status === undefined
    ? error
    : new UnreadableAnswer(`the answer (${status}) is not XML of STS`);
}

/**
 * Returns the credentials that STS gave for a role.
 * @throws UnreadableAnswer
 */
export function credentialsOf(answer: {
  Credentials?: Partial<GivenCredentials> | undefined;
}): Credentials & { sessionToken: string } {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken)
    throw new UnreadableAnswer("the answer holds no credentials");
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    ...(Expiration === undefined ? {} : { expiration: Expiration }),
  };
}

/**
 * Returns the caller's identity as STS reports it.
 * @throws UnreadableAnswer
 */
export function callerOf({
  Account,
  Arn,
}: {
  Account?: string | undefined;
  Arn?: string | undefined;
}): { accountId: string; arn: string } {
  if (!Account || !Arn) throw new UnreadableAnswer("the answer does not say who the caller is");
  return { accountId: Account, arn: Arn };
}
