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
  [/blocked/i, "The account of the token is blocked: use another token"],
];

/** What GitHub said, and what to do about it. Its sentences may end with a full stop or without one. */
export const describeRefusal = (error: unknown, token: string): string =>
  `${messageOf(error).replace(/[.\s]+$/, "")}. ${adviceFor(error, token)}`;

/**
 * What to do about a comment that GitHub refused, after the sentence of its answer.
 * @param token only its kind is looked at
 * @param now milliseconds since the epoch
 */
export function adviceFor(error: unknown, token: string, now = Date.now()): string {
  if (error instanceof PageError)
    return "A proxy or gateway answered in GitHub's place, or GitHub is in trouble: check the proxy of the runner and https://www.githubstatus.com";
  const delay = requestedDelay(error, now);
  if (delay !== undefined)
    return `The token's rate limit is used up until ${new Date(now + delay).toISOString()}: run the job again after that`;
  const said = error instanceof Error ? error.message : "";
  const known = SENTENCES.find(([pattern]) => pattern.test(said))?.[1];
  return known ?? adviceForStatus(statusOf(error), isPersonal(token));
}

function adviceForStatus(status: number, personal: boolean): string {
  if (status === 401) return "github-token is not valid, or has expired";
  if (status === 404 && personal)
    return "Give the token of github-token access to this repository (a token sees only those it was made for)";
  if (status === 403 && personal)
    return "Give the token of github-token the right Pull requests: write (a classic token: the scope repo)";
  if (status === 403 || status === 404)
    return "Give the job `permissions: pull-requests: write`, in the calling workflow too";
  return "The report is in the job summary; run the job again to write the comment";
}

/** https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/ */
const isPersonal = (token: string): boolean => /^(?:github_pat_|ghp_)/.test(token);
