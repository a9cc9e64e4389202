import { readJsonObject } from "../text/json.ts";

/** The non-secret claims of a GitHub OIDC token that trust policies check. */
const SHOWN = ["sub", "aud", "repository", "environment", "ref", "job_workflow_ref"] as const;

/**
 * Returns the claims of a JWT without verifying it, so only for explaining a refusal. A text that is not a JWT gives
 * {}.
 */
export function claimsOf(token: string): Record<string, unknown> {
  return readJsonObject(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) ?? {};
}

/** Returns the token's issuer as IAM names its provider: without https://. An enterprise may have its own path. */
export function providerOf(token: string): string {
  const { iss } = claimsOf(token);
  const issuer = new URL(
    typeof iss === "string" ? iss : "https://token.actions.githubusercontent.com",
  );
  return issuer.host + issuer.pathname.replace(/\/$/, "");
}

/** Returns what to compare with the role's trust policy, and the statement that would accept this token. */
export function explainAssumeRole(roleArn: string, token: string): string {
  const claims = claimsOf(token);
  const shown = SHOWN.filter((name) => name in claims).map(
    (name) => `${name}=${String(claims[name])}`,
  );
  const provider = providerOf(token);
  const condition = {
    [`${provider}:aud`]: String(claims["aud"]),
    [`${provider}:sub`]: String(claims["sub"]),
  };
  return (
    `compare the role's trust policy with this token (${shown.join(", ")}); ${roleArn} needs a statement that allows ` +
    `sts:AssumeRoleWithWebIdentity to the OIDC provider ${provider} with the condition {"StringEquals":${JSON.stringify(condition)}}`
  );
}
