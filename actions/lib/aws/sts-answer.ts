import type { Credentials as GivenCredentials } from "@aws-sdk/client-sts";
import type { Credentials } from "./credentials.ts";

/** An answer of STS without what was asked for, such as the page of a proxy. */
export class UnreadableAnswer extends Error {
  override readonly name = "UnreadableAnswer";
}

/**
 * The answer to a request. The SDK throws whatever its parser stumbled over: https://github.com/aws/aws-sdk-js-v3/issues/6342
 * @throws UnreadableAnswer, and what the SDK throws for a refusal
 */
export async function readingAnswers<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    const status = (error as { $response?: { statusCode?: number } }).$response?.statusCode;
    if (status === 200) throw new UnreadableAnswer("the answer is not XML of STS");
    throw error;
  }
}

/** The credentials that STS gave for a role. @throws UnreadableAnswer */
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
