import { matchFailure, rulesOf } from "../match-failure.ts";
import type { MatchedFailure, ObservedFailure } from "../match-failure.ts";
import type { Failure } from "../runtime/errors.ts";
import { claimsOf, explainAssumeRole, providerOf } from "./claims.ts";
import { isHostOfAws, partitionOfArn } from "./domain.ts";
import { explainPolicy } from "./refusal.ts";
import { NO_ANSWER, PROXY_LOGIN, PROXY_LOGIN_FIX, UNTRUSTED } from "../no-answer.ts";

/** The answer of STS, or of something on the way to it, to AssumeRoleWithWebIdentity. */
export interface RoleRefusal extends ObservedFailure {
  origin: "sts";
  roleArn: string;
  /** The OIDC token that was refused. */
  token: string;
}

const AGAIN = "run the job again; https://health.aws.amazon.com shows whether STS has an incident";

/** Returns the advice to check the region in the host of AWS's own endpoint; "" for an endpoint of the user. */
function maybeNoRegion(host: string): string {
  const region = isHostOfAws(host) ? /^sts(?:-fips)?\.([a-z\d-]+)\./.exec(host)?.[1] : undefined;
  return region === undefined
    ? ""
    : `check aws-region: ${region} may not be a region of AWS; if it is one, `;
}

/** Refusals that may go away by themselves. */
const TRANSIENT = rulesOf("sts", [
  {
    when: [{ code: UNTRUSTED }, { summary: UNTRUSTED }],
    reason: "sts-unavailable",
    message: ({ host = "", summary }) =>
      `the runner does not trust the certificate of STS (${host}): ${summary}`,
    fix: "set NODE_EXTRA_CA_CERTS, and AWS_CA_BUNDLE for terraform, to the CA file of the proxy that inspects TLS; or let requests to AWS bypass the proxy (NO_PROXY)",
  },
  {
    when: { summary: PROXY_LOGIN },
    reason: "sts-unavailable",
    message: ({ host = "" }) => `STS (${host}) was not reached through the proxy of the runner`,
    fix: PROXY_LOGIN_FIX,
  },
  {
    when: [{ code: NO_ANSWER }, { summary: NO_ANSWER }],
    reason: "sts-unavailable",
    message: ({ host = "", summary }) => `STS did not answer (${host}): ${summary}`,
    fix: ({ host = "", code = "", summary }) =>
      `${/ENOTFOUND/.test(`${code} ${summary}`) ? maybeNoRegion(host) : ""}check that the runner reaches ${host}: its network and DNS, and HTTPS_PROXY and NO_PROXY of the job`,
  },
  {
    when: [{ code: /^IDPCommunicationError/ }, { summary: /verification key/i }],
    reason: "sts-unavailable",
    message: () => "AWS could not get the verification key of GitHub's OIDC tokens",
    fix: "run the job again: this is a temporary problem between AWS and GitHub, and nothing is wrong with the role",
  },
  {
    when: [
      {
        code: /Throttl|RequestLimitExceeded|RequestTimeout|ServiceUnavailable|InternalFailure/,
      },
      { status: /^(?:408|429|5\d\d)$/ },
    ],
    reason: "sts-unavailable",
    message: ({ host = "", summary }) => `STS did not serve the request (${host}): ${summary}`,
    fix: AGAIN,
  },
  {
    // A login page, or JSON from a gateway, with any status.
    when: { code: /^UnreadableAnswer$/ },
    reason: "sts-unavailable",
    message: ({ host = "", summary }) => `STS did not serve the request (${host}): ${summary}`,
    fix: ({ host = "" }) =>
      `run the job again; if it happens every time, a proxy or gateway answers instead of ${host}: check HTTPS_PROXY and NO_PROXY of the job, which decide where requests go`,
  },
  {
    // Every error of STS has a code. The SDK uses this one if the answer has no code, such as a page.
    when: { code: /^Unknown(?:Error)?$/, status: /./ },
    reason: "sts-unavailable",
    message: ({ host = "", status = 0 }) =>
      `${host} answered ${status} with something that STS does not send: a proxy or gateway answered instead`,
    fix: ({ host = "" }) =>
      `let the proxy or firewall of the runner pass requests to ${host}, and check HTTPS_PROXY and NO_PROXY of the job, which decide where requests go`,
  },
]);

/** Refusals that remain until somebody changes something. */
const PERMANENT = rulesOf<RoleRefusal>("sts", [
  {
    when: { summary: /No OpenIDConnect provider found/i },
    reason: "assume-role-failed",
    message: ({ roleArn, token }) =>
      `account ${accountOf(roleArn)} has no IAM OIDC provider for ${issuerOf(token)}`,
    fix: ({ token }) =>
      `create it once in that account: aws iam create-open-id-connect-provider --url ${issuerOf(token)} --client-id-list ${audienceOf(token)}`,
  },
  {
    when: { summary: /Incorrect token audience/i },
    reason: "assume-role-failed",
    message: ({ roleArn, token }) =>
      `the IAM OIDC provider of account ${accountOf(roleArn)} does not accept the audience ${audienceOf(token)}`,
    fix: ({ roleArn, token }) =>
      `set oidc-audience to one that it accepts, or add this one: aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn ${providerArn(roleArn, token)} --client-id ${audienceOf(token)}`,
  },
  {
    when: { summary: /configured thumbprint/i },
    reason: "assume-role-failed",
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc_verify-thumbprint.html
    fix: ({ roleArn, token }) =>
      `give the provider the thumbprint of the certificate that the issuer has now: aws iam update-open-id-connect-provider-thumbprint --open-id-connect-provider-arn ${providerArn(roleArn, token)} --thumbprint-list <sha1>`,
  },
  {
    when: [{ code: /^RegionDisabled/ }, { summary: /STS is not activated in this region/i }],
    reason: "assume-role-failed",
    fix: ({ roleArn }) =>
      `activate STS for the region in the account settings of IAM in account ${accountOf(roleArn)}, or set aws-region to another one`,
  },
  {
    when: [{ code: /^ExpiredToken/ }, { summary: /token (?:has|is) expired/i }],
    reason: "assume-role-failed",
    fix: "run the job again, and check the clock of the runner: the token lives for some minutes",
  },
  {
    when: { code: /^IDPRejectedClaim/ },
    reason: "assume-role-failed",
    // https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
    fix: "run the job again: the OIDC token has expired, or was revoked by GitHub",
  },
  {
    when: { summary: /Request ARN is invalid/i },
    reason: "assume-role-failed",
    fix: ({ roleArn }) => `correct role-arn: ${roleArn} does not name a role of this partition`,
  },
  {
    when: {
      // Here, the policy of a resource is the trust policy of the role.
      summary: /explicit deny|because no (?!identity-based|resource-based)[\w -]+ allows/i,
    },
    reason: "assume-role-failed",
    fix: ({ summary }) => explainPolicy(summary) ?? AGAIN,
  },
  {
    when: {
      code: /^AccessDenied/,
      summary: /not authorized to perform:? (?<action>sts:(?!AssumeRoleWithWebIdentity\b)\w+)/,
    },
    reason: "assume-role-failed",
    fix: ({ roleArn }, { action = "" }) =>
      `let the trust policy of ${roleArn} allow ${action} in addition to sts:AssumeRoleWithWebIdentity`,
  },
  {
    when: { code: /^AccessDenied/ },
    reason: "assume-role-failed",
    fix: ({ roleArn, token }) =>
      `${explainAssumeRole(roleArn, token)}. AWS gives the same answer for a role that does not exist: check its name, and its path`,
  },
]);

/** Returns what to say if STS did not serve a request, which may be temporary; undefined for a refusal. */
export const explainUnavailable = (failure: ObservedFailure): MatchedFailure | undefined =>
  matchFailure(TRANSIENT, failure);

/** Returns what to say about a refusal: each one has its own text. Only `AccessDenied` is about the trust policy. */
export function explainRefusal(refusal: RoleRefusal): Failure {
  const issuer = issuerOf(refusal.token);
  if (/verification key/i.test(refusal.summary) && !isPublic(issuer)) return keysNotReached(issuer);
  const { roleArn, summary } = refusal;
  return {
    reason: "assume-role-failed",
    message: `AWS refused to let this job assume ${roleArn}: ${summary}`,
    fix: "correct what STS names, then run the job again",
    ...(explainUnavailable(refusal) ?? matchFailure(PERMANENT, refusal)),
  };
}

/**
 * Returns whether the issuer is github.com or an enterprise with data residency. Every other issuer is a self-hosted
 * server.
 */
const isPublic = (issuer: string): boolean =>
  /^https:\/\/[\w.-]+\.(?:githubusercontent\.com|ghe\.com)(?:\/|$)/.test(issuer);

/**
 * Returns the message for an issuer whose keys AWS could not fetch.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
 */
const keysNotReached = (issuer: string): Failure => ({
  reason: "sts-unavailable",
  message: `AWS could not get the verification key of the OIDC tokens of ${issuer}`,
  fix: `let AWS reach ${issuer}/.well-known/openid-configuration and the jwks_uri in it over the internet, with a certificate that it trusts; then run the job again`,
});

const accountOf = (roleArn: string): string => roleArn.split(":")[4] ?? "";
const providerArn = (roleArn: string, token: string): string =>
  `arn:${partitionOfArn(roleArn)}:iam::${accountOf(roleArn)}:oidc-provider/${providerOf(token)}`;
const audienceOf = (token: string): string => String(claimsOf(token)["aud"]);
const issuerOf = (token: string): string => `https://${providerOf(token)}`;
