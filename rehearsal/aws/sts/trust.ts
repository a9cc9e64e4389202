import type { Policy, Statement } from "../policy.ts";
import { GITHUB_PROVIDER } from "./web-identity.ts";

/** Claims of a token, and the values that they may have. */
export type Claims = Readonly<Record<string, string | string[]>>;

/** The tokens that a role trusts: those with the claims of `equal`, and of `patterns`, whose values may hold `*`. */
export interface TrustedTokens {
  equal?: Claims;
  patterns?: Claims;
}

/**
 * Allows jobs of GitHub to assume a role of the account with such a token.
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
 * The trust policy of a role for jobs of GitHub: their token's subject is one of these.
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
