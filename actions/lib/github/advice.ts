import { matchAdvice } from "../match-failure.ts";
import { NO_ANSWER, PROXY_LOGIN, PROXY_LOGIN_FIX, UNTRUSTED } from "../no-answer.ts";
import { messageOf } from "../runtime/errors.ts";
import {
  PageError,
  answerOf,
  documentationOf,
  endOfLimit,
  isAnswered,
  statusOf,
} from "./answer.ts";
import { TOKEN_RULES, kindOf, ofGitHub } from "./token-advice.ts";
import type { GitHubFailure } from "./token-advice.ts";

/** What a request with the token writes. */
type Written = "comment" | "labels" | "status";

const PERMISSIONS: Readonly<Record<Written, string>> = {
  comment: "pull-requests: write",
  labels: "pull-requests: write",
  status: "statuses: write",
};

/**
 * Causes that no permission of a token changes: a limit, a proxy, a rule of the organization. The first match decides.
 */
const ANY_REQUEST = ofGitHub([
  {
    when: { fault: /^page$/ },
    fix: "A proxy or gateway answered in GitHub's place, or GitHub has an incident: check the proxy of the runner and https://www.githubstatus.com",
  },
  {
    when: { fault: /^rate-limit$/ },
    fix: ({ until = "" }) =>
      `The token's rate limit is used up until ${until}: run the job again after that`,
  },
  {
    when: { fault: /^no-answer$/, summary: UNTRUSTED },
    fix: "The runner does not trust the certificate of GitHub's API: set NODE_EXTRA_CA_CERTS to the file of its CA, or of the CA of the proxy that inspects TLS",
  },
  {
    when: { fault: /^no-answer$/, summary: PROXY_LOGIN },
    fix: PROXY_LOGIN_FIX.replace(/^t/, "T"),
  },
  {
    when: { status: /^407$/ },
    fix: "The proxy of the runner asks for a login: give it in HTTPS_PROXY",
  },
  {
    when: { fault: /^no-answer$/, summary: NO_ANSWER },
    fix: "Check that the runner reaches GitHub's API (GITHUB_API_URL): its network and DNS, and HTTPS_PROXY and NO_PROXY of the job",
  },
  {
    when: { summary: /IP allow list/i },
    fix: "The organization allows only listed addresses: add the runner's address to its IP allow list, or run the job on a runner whose address is listed",
  },
  {
    when: [{ summary: /SAML/i }, { documentation: /saml-single-sign-on/ }],
    fix: "Authorize the token for single sign-on of the organization (its page in the developer settings, Configure SSO), or use the job's own token",
  },
  {
    when: { summary: /archived/i },
    fix: "The repository is archived, so nobody can change anything in it: unarchive it first",
  },
  {
    when: { summary: /\blocked\b/i },
    fix: "The conversation is locked: unlock it, or turn the comment off with `comment: never`",
  },
  {
    when: [{ summary: /access blocked|unavailable due to/i }, { status: /^451$/ }],
    fix: "GitHub has blocked the repository: the e-mail to its owner says why, and how to appeal",
  },
  {
    when: { summary: /suspended/i },
    fix: "The account or the app of the token is suspended: use another token",
  },
  {
    when: { summary: /blocked/i },
    fix: "The account of the token is blocked: use another token",
  },
  {
    when: { summary: /forbids access via .*\(classic\)/i },
    fix: "The organization does not allow classic tokens: use the job's own token, or a fine-grained one",
  },
  {
    when: { summary: /lifetime/i },
    fix: "The organization limits the lifetime of tokens: create one that expires earlier, or use the job's own token",
  },
  {
    when: { summary: /forbids access via .*fine-grained/i },
    fix: "The organization does not allow fine-grained tokens: use the job's own token, or the token of an app",
  },
  {
    when: { summary: /OAuth App access restrictions/i },
    fix: "An owner of the organization has to approve the OAuth app of the token (its settings, Third-party access), or use the job's own token",
  },
  {
    when: { summary: /Enterprise Managed User/i },
    fix: "A managed user of an enterprise can work only in the enterprise's repositories: use the job's own token",
  },
  {
    when: { summary: /repository is disabled/i },
    fix: "GitHub has disabled the repository: the e-mail to its owner says why",
  },
]);

/** What an answer means for the thing that the request writes. */
const OF_WRITES = ofGitHub([
  {
    when: { status: /^422$/, operation: /^status$/ },
    fix: "GitHub accepts no status for this commit until that changes",
  },
  {
    when: { status: /^4(?:10|22)$/, operation: /^labels$/ },
    fix: "GitHub does not accept these labels until that changes",
  },
  {
    when: { status: /^4(?:10|22)$/ },
    fix: "The report is in the job summary; GitHub accepts no comment until that changes",
  },
]);

/**
 * Returns what GitHub said, and what to do about it. GitHub's sentences may end with or without a full stop.
 * @param written what the request writes
 */
export const describeRefusal = (
  error: unknown,
  token: string,
  written: Written = "comment",
): string => `${sentenceOf(error)}. ${adviceFor(error, token, written)}`;

/** The answer to a read that GitHub did not serve. */
const OF_READS = ofGitHub([
  {
    when: { status: /^5/ },
    fix: "Run the job again; https://www.githubstatus.com shows whether GitHub has an incident",
  },
]);

/**
 * Describes the refusal of a request whose answer is optional.
 * @param token only its type is looked at
 * @param permission what the request needs, such as `actions: read`
 */
export function describeMissing(error: unknown, token: string, permission: string): string {
  const failure = observe(error, token, permission, Date.now());
  const advice = matchAdvice([...ANY_REQUEST, ...TOKEN_RULES, ...OF_READS], failure)?.fix;
  return `${sentenceOf(error)}. ${advice ?? "Run the job again"}`;
}

/**
 * Returns what to do about GitHub's refusal. The advice follows the sentence of GitHub's answer.
 * @param token only its type is looked at
 * @param now milliseconds since the epoch
 */
export function adviceFor(
  error: unknown,
  token: string,
  written: Written = "comment",
  now = Date.now(),
): string {
  const failure = { ...observe(error, token, PERMISSIONS[written], now), operation: written };
  return (
    matchAdvice([...ANY_REQUEST, ...TOKEN_RULES, ...OF_WRITES], failure)?.fix ??
    (written === "comment"
      ? "The report is in the job summary; run the job again to write the comment"
      : "Run the job again")
  );
}

function sentenceOf(error: unknown): string {
  const said = messageOf(error).replace(/[.\s]+$/, "");
  // An answer without a body has no sentence.
  return said === "" ? `GitHub answered ${statusOf(error)}` : said;
}

/**
 * Takes an error apart into a failure that rules can match.
 * @param now milliseconds since the epoch
 */
function observe(error: unknown, token: string, permission: string, now: number): GitHubFailure {
  const until = endOfLimit(error, now)?.toISOString();
  return {
    origin: "github",
    summary: messageOf(error),
    status: statusOf(error),
    documentation: documentationOf(error),
    token: kindOf(token, answerOf(error)),
    permission,
    ...(error instanceof PageError
      ? { fault: "page" as const }
      : until !== undefined
        ? { fault: "rate-limit" as const, until }
        : isAnswered(error)
          ? {}
          : { fault: "no-answer" as const }),
  };
}
