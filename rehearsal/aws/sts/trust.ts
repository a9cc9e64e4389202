import type { Policy, Statement } from "../policy.ts";
import { GITHUB_PROVIDER } from "./web-identity.ts";

/** Claims of a token, and their allowed values. */
type Claims = Readonly<Record<string, string | string[]>>;

/**
 * The tokens that a role trusts: their claims must have the values in `equal` and match the values in `patterns`, which
 * may contain `*`.
 */
export interface TrustedTokens {
  equal?: Claims;
  patterns?: Claims;
}

/**
 * Makes a statement that allows GitHub jobs with such a token to assume a role of the account.
 * https://docs.github.com/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws
 */
export const trustStatement = (
  accountId: string,
  { equal, patterns }: TrustedTokens,
): Statement => ({
  Effect: "Allow",
  Principal: { Federated: `arn:aws:iam::${accountId}:oidc-provider/${GITHUB_PROVIDER}` },
  Action: "sts:AssumeRoleWithWebIdentity",
  Condition: {
    StringEquals: keysOf({ aud: "sts.amazonaws.com", ...equal }),
    ...(patterns && { StringLike: keysOf(patterns) }),
  },
});

const keysOf = (claims: Claims): Record<string, string | string[]> =>
  Object.fromEntries(
    Object.entries(claims).map(([name, value]) => [`${GITHUB_PROVIDER}:${name}`, value]),
  );

/**
 * Makes a role's trust policy for GitHub jobs whose token has one of these subjects.
 * @param operator with `StringLike`, `*` in a subject stands for any text
 */
export const githubTrust = (
  accountId: string,
  subjects: string | string[],
  operator: "StringEquals" | "StringLike" = "StringEquals",
): Policy => ({
  Version: "2012-10-17",
  Statement: trustStatement(accountId, {
    [operator === "StringEquals" ? "equal" : "patterns"]: { sub: subjects },
  }),
});
