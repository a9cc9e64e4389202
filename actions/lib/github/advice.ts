import { NO_ANSWER, UNTRUSTED } from "../no-answer.ts";
import { messageOf } from "../runtime/errors.ts";
import { PageError, requestedDelay, statusOf } from "./answer.ts";

/** What a sentence of GitHub asks for, whatever the token is. The first one that fits decides. */
const SENTENCES: readonly [RegExp, string][] = [
  [
    /IP allow list/i,
    "The organization admits listed addresses only: add the runner's address to its IP allow list, or run the job on a runner whose address is listed",
  ],
  [
    /SAML/i,
    "Authorize the token for single sign-on of the organization (its page in the developer settings, Configure SSO), or use the job's own token",
  ],
  [/archived/i, "The repository is archived, so nobody can comment: unarchive it first"],
  [
    /\blocked\b/i,
    "The conversation is locked: unlock it, or leave the comment out with `comment: never`",
  ],
  [
    /access blocked|unavailable due to/i,
    "GitHub has blocked the repository: its owner was told why, and how to appeal",
  ],
  [/suspended/i, "The account or the app of the token is suspended: use another token"],
  [/blocked/i, "The account of the token is blocked: use another token"],
  [
    /forbids access via .*\(classic\)/i,
    "The organization admits no classic token: use the job's own token, or a fine-grained one",
  ],
  [
    /lifetime/i,
    "The organization limits how long a token may live: make one that ends earlier, or use the job's own token",
  ],
  [
    /Enterprise Managed User/i,
    "A managed user of an enterprise works in its repositories only: use the job's own token",
  ],
  [/repository is disabled/i, "GitHub has disabled the repository: its owner was told why"],
  // Of Node, when there is no answer of GitHub.
  [
    UNTRUSTED,
    "The runner does not trust the certificate of GitHub's API: give its CA, or that of the proxy which opens TLS, in NODE_EXTRA_CA_CERTS",
  ],
  [
    NO_ANSWER,
    "Check that the runner reaches GitHub's API (GITHUB_API_URL): its network and DNS, and HTTPS_PROXY and NO_PROXY of the job",
  ],
];

/** The permission that a comment and labels need. */
const COMMENT = "pull-requests: write";

/**
 * What GitHub said, and what to do about it. Its sentences may end with a full stop or without one.
 * @param permission that the request needs, such as `statuses: write`
 */
export const describeRefusal = (error: unknown, token: string, permission = COMMENT): string =>
  `${sentenceOf(error)}. ${adviceFor(error, token, permission)}`;

function sentenceOf(error: unknown): string {
  const said = messageOf(error).replace(/[.\s]+$/, "");
  // An answer without a body has no sentence.
  return said === "" ? `GitHub answered ${statusOf(error)}` : said;
}

/**
 * The same of a request whose answer is not needed: where nothing else is known to be the reason, a permission is missing.
 * @param permission what to give, such as `actions: read`
 */
export const describeMissing = (error: unknown, permission: string): string =>
  `${sentenceOf(error)}. ${otherReason(error, Date.now()) ?? givePermission(permission)}`;

const givePermission = (permission: string): string =>
  `Give the job \`permissions: ${permission}\`, in the calling workflow too`;

/**
 * What to do about what GitHub refused, after the sentence of its answer.
 * @param token only its kind is looked at
 * @param now milliseconds since the epoch
 */
export function adviceFor(
  error: unknown,
  token: string,
  permission = COMMENT,
  now = Date.now(),
): string {
  return otherReason(error, now) ?? adviceForStatus(statusOf(error), isPersonal(token), permission);
}

/** What to do where the reason is no permission of the token: a limit, a proxy, a rule of the organization. */
function otherReason(error: unknown, now: number): string | undefined {
  if (error instanceof PageError)
    return "A proxy or gateway answered in GitHub's place, or GitHub is in trouble: check the proxy of the runner and https://www.githubstatus.com";
  const delay = requestedDelay(error, now);
  if (delay !== undefined)
    return `The token's rate limit is used up until ${new Date(now + delay).toISOString()}: run the job again after that`;
  const said = error instanceof Error ? error.message : "";
  return SENTENCES.find(([pattern]) => pattern.test(said))?.[1];
}

function adviceForStatus(status: number, personal: boolean, permission: string): string {
  if (status === 401) return "github-token is not valid, or has expired";
  if (status === 404 && personal)
    return "Give the token of github-token access to this repository (a token sees only those it was made for)";
  if (status === 403 && personal && permission !== COMMENT)
    return `Give the token of github-token the right ${permission} (a classic token: the scope repo)`;
  if (status === 403 && personal)
    return "Give the token of github-token the right Pull requests: write (a classic token: the scope repo)";
  if (status === 403 || status === 404) return givePermission(permission);
  if (status === 407) return "The proxy of the runner asks for a login: give it in HTTPS_PROXY";
  if (status === 410 || status === 422)
    return "The report is in the job summary; GitHub takes no comment as long as that is so";
  return "The report is in the job summary; run the job again to write the comment";
}

/** https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/ */
const isPersonal = (token: string): boolean => /^(?:github_pat_|ghp_)/.test(token);
