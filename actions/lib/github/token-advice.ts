import type { AdviceRule, ObservedFailure } from "../match-failure.ts";

/**
 * Whose token it is: `job`, `app` (another app), `installation` (one of these two); of a person: `classic` (or of an
 * OAuth app, which has scopes too), fine-grained, or `person` (through an app).
 */
export type TokenKind = "job" | "app" | "installation" | "classic" | "fine-grained" | "person";

/** What GitHub, or the way to it, answered to a request. */
export interface GitHubFailure extends ObservedFailure {
  origin: "github";
  /** Why the answer is not about the request itself. */
  fault?: "page" | "rate-limit" | "no-answer" | undefined;
  /** Page of GitHub's documentation that the answer names (`documentation_url`). */
  documentation?: string | undefined;
  /** When a rate limit ends, such as 2026-11-28T10:30:00.000Z. */
  until?: string | undefined;
  token: TokenKind;
  /** What the request needs, such as `pull-requests: write`. */
  permission: string;
}

type Rule = Omit<AdviceRule<GitHubFailure>, "origin">;

export const ofGitHub = (rules: readonly Rule[]): AdviceRule<GitHubFailure>[] =>
  rules.map((rule) => ({ ...rule, origin: "github" }));

/** What is known about a request in addition to its token. */
interface Answered {
  /** Address of the request. */
  url: string | undefined;
  headers: Readonly<Record<string, string | undefined>>;
}

/** The app that gives each job on github.com its token. https://api.github.com/apps/github-actions */
const APP_OF_JOBS = "15368";

/**
 * Returns whose token it is. The tokens of jobs and of apps begin with the same characters. The newer ones name their
 * app, and the two have different limits: 1,000 requests an hour for a job, 5,000 to 12,500 for an app, 15,000 for both
 * in an enterprise.
 * https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
 * https://github.blog/changelog/2026-04-24-notice-about-upcoming-new-format-for-github-app-installation-tokens/
 * https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export function kindOf(token: string, { url = "", headers }: Answered): TokenKind {
  // Old classic tokens have no prefix.
  if (/^(?:gh[po]_|[0-9a-f]{40}$)/.test(token)) return "classic";
  if (token.startsWith("github_pat_")) return "fine-grained";
  if (token.startsWith("ghu_")) return "person";
  const app = /^ghs_(\d+)_/.exec(token)?.[1];
  if (app !== undefined && url.startsWith("https://api.github.com/"))
    return app === APP_OF_JOBS ? "job" : "app";
  const limit = headers["x-ratelimit-resource"] === "core" && headers["x-ratelimit-limit"];
  if (limit === "1000") return "job";
  return Number(limit) >= 5_000 && Number(limit) <= 12_500 ? "app" : "installation";
}

const inJob = ({ permission }: GitHubFailure): string =>
  `Give the job \`permissions: ${permission}\`, in the calling workflow too`;

/** Returns the permissions in the words of the settings of apps and tokens: `pull-requests: read, statuses: write`. */
const rightsIn = ({ permission }: GitHubFailure): string =>
  permission
    .split(", ")
    .map((one) =>
      one
        .replaceAll("-", " ")
        .replace(/^statuses/, "commit statuses")
        .replace(/^./, (first) => first.toUpperCase()),
    )
    .join(" and ");

const permissionsIn = (failure: GitHubFailure): string =>
  `permission${failure.permission.includes(", ") ? "s" : ""} ${rightsIn(failure)}`;

const accessIn = ({ permission }: GitHubFailure): string =>
  permission.includes("write")
    ? "the right to write in this repository"
    : "access to this repository";

const inApp = (failure: GitHubFailure): string =>
  `Give the app of github-token the ${permissionsIn(failure)} (in its settings; the owner of the account accepts it for the installation), and request it where the token is created`;

const install = (failure: GitHubFailure): string =>
  `Install the app of github-token on this repository, and name the repository where the token is created, with the ${permissionsIn(failure)}`;

/**
 * Returns advice for a job's token or an app's.
 * @param ofApp what an app needs
 */
const inJobOrApp =
  (ofApp: (failure: GitHubFailure) => string) =>
  (failure: GitHubFailure): string =>
    `${inJob(failure)}. If github-token comes from another app: ${ofApp(failure).replace(/^./, (first) => first.toLowerCase())}`;

const EXPIRED = "github-token is not valid, or has expired";

/** What a refusal means for a token. Each fix names who can change the token's rights. */
export const TOKEN_RULES = ofGitHub([
  {
    when: { status: /^401$/, token: /^(?:job|app|installation)$/ },
    fix: `${EXPIRED}: a job's token ends with the job, and an app's token lives for an hour, so create it right before this step`,
  },
  {
    when: { status: /^401$/ },
    fix: `${EXPIRED}: its owner has to create a new one, and store it in the secret that it comes from`,
  },
  { when: { status: /^40[34]$/, token: /^job$/ }, fix: inJob },
  { when: { status: /^404$/, token: /^app$/ }, fix: install },
  { when: { status: /^403$/, token: /^app$/ }, fix: inApp },
  { when: { status: /^404$/, token: /^installation$/ }, fix: inJobOrApp(install) },
  { when: { status: /^403$/, token: /^installation$/ }, fix: inJobOrApp(inApp) },
  {
    when: { status: /^40[34]$/, token: /^classic$/ },
    fix: (failure) =>
      `Give the token of github-token the scope repo, and its owner ${failure.status === 404 ? "access to this repository" : accessIn(failure)}`,
  },
  {
    when: { status: /^404$/ },
    fix: "Give the token of github-token access to this repository (a token sees only the repositories it was created for)",
  },
  {
    when: { status: /^403$/, token: /^person$/ },
    fix: (failure) =>
      `Give the app of github-token the ${permissionsIn(failure)}, and the person that it acts for ${accessIn(failure)}`,
  },
  {
    when: { status: /^403$/ },
    fix: (failure) =>
      `Give the token of github-token the right ${rightsIn(failure)} for this repository (its owner, in the developer settings; an organization may have to approve it)`,
  },
]);
