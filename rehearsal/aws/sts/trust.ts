import type { Policy } from "../policy.ts";
import { GITHUB_PROVIDER } from "./web-identity.ts";

/**
 * The trust policy of a role for jobs of GitHub: their token's subject is one of these.
 * https://docs.github.com/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws
 * @param operator with `StringLike`, `*` in a subject stands for any text
 */
export function githubTrust(
  accountId: string,
  subjects: string | string[],
  operator: "StringEquals" | "StringLike" = "StringEquals",
): Policy {
  const audience = { [`${GITHUB_PROVIDER}:aud`]: "sts.amazonaws.com" };
  const subject = { [`${GITHUB_PROVIDER}:sub`]: subjects };
  return {
    Version: "2012-10-17",
    Statement: {
      Effect: "Allow",
      Principal: { Federated: `arn:aws:iam::${accountId}:oidc-provider/${GITHUB_PROVIDER}` },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition:
        operator === "StringEquals"
          ? { StringEquals: { ...audience, ...subject } }
          : { StringEquals: audience, StringLike: subject },
    },
  };
}
