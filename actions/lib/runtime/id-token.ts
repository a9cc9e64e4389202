import { NO_ANSWER, PROXY_LOGIN, PROXY_LOGIN_FIX, UNTRUSTED } from "../no-answer.ts";
import { doubling, retry, systemClock } from "../retry.ts";
import type { Clock } from "../retry.ts";
import { ActionError, messageOf } from "./errors.ts";

interface Refusal {
  /** HTTP status; 0 = there was no answer, or no readable one. */
  status: number;
  said: string;
}

/**
 * Splits the toolkit's error into its parts. The toolkit writes status and message into one text of several lines.
 * https://github.com/actions/toolkit/blob/main/packages/core/src/oidc-utils.ts
 */
export function readRefusal(error: unknown): Refusal {
  const text = messageOf(error);
  const [, status = "", words = ""] =
    /Error Code : (\w+)\s+Error Message: ([^]*)$/.exec(text) ?? [];
  const said = (words || text.replace(/^Error message: /, "")).replaceAll(/\s+/g, " ").trim();
  return { status: Number(status) || 0, said };
}

/** The first rule whose pattern matches says what to do. */
const FIXES: readonly [RegExp, string][] = [
  [
    UNTRUSTED,
    "the runner does not trust the certificate: set NODE_EXTRA_CA_CERTS to the CA file of the proxy that inspects TLS, or let requests to GitHub bypass the proxy (NO_PROXY)",
  ],
  [PROXY_LOGIN, PROXY_LOGIN_FIX],
  [
    NO_ANSWER,
    "check that the runner reaches GitHub (ACTIONS_ID_TOKEN_REQUEST_URL): its network and DNS, HTTPS_PROXY and NO_PROXY of the job",
  ],
];

const AGAIN =
  "run the job again; https://www.githubstatus.com shows whether Actions has an incident";

/** Returns whether GitHub may answer correctly a little later. Without a status there was no answer, or a page. */
const isTransient = (error: unknown): boolean => {
  const { status } = readRefusal(error);
  return status === 0 || status === 429 || status >= 500;
};

/**
 * Fetches an OIDC token of the job. A request for a token changes nothing, so it is repeated if that may help. A cancel
 * does not stop it: the clean-up after a cancel needs credentials too.
 * @param request the toolkit's function
 * @throws ActionError `no-id-token`
 */
export async function fetchIdToken(
  request: () => Promise<string>,
  clock: Clock = systemClock,
): Promise<string> {
  try {
    return await retry(request, {
      attempts: 3,
      delay: doubling(1_000),
      isTransient,
      clock,
    });
  } catch (error) {
    const { status, said } = readRefusal(error);
    throw new ActionError({
      reason: "no-id-token",
      message: `GitHub gave no OIDC token: ${status === 0 ? "" : `${status}, `}${said}`,
      fix: FIXES.find(([words]) => words.test(said))?.[1] ?? AGAIN,
      cause: error,
    });
  }
}
