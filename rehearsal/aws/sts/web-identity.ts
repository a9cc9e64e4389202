import { createRemoteJWKSet, decodeJwt, errors, jwtVerify, type JWTPayload } from "jose";
import { AwsError } from "../errors.ts";
import type { PolicyRequest } from "../policy.ts";

/** The OIDC provider that the account trusts. */
export interface IdentityProvider {
  /** What tokens say in `iss`. */
  issuer: string;
  /** Where its public keys are. */
  jwksUrl: string;
  /** Audiences registered with the provider; `sts.amazonaws.com` by default. */
  audiences?: string[];
}

/** GitHub's issuer as trust policies name it; the loopback issuer stands for it. */
export const GITHUB_PROVIDER = "token.actions.githubusercontent.com";

/**
 * The claims that AWS offers to trust policies; a condition on any other never holds.
 * https://aws.amazon.com/about-aws/whats-new/2026/01/aws-sts-supports-validation-identity-provider-claims/
 */
const CONDITION_KEYS = [
  ...["aud", "sub", "amr", "actor", "actor_id", "enterprise_id", "environment"],
  ...["job_workflow_ref", "ref", "repository", "repository_id", "repository_owner_id"],
  ...["runner_environment", "workflow"],
];

/** Verifies web identity tokens: signature against the published keys, issuer, audience and time. */
export class WebIdentity {
  private readonly provider: IdentityProvider;
  private readonly keys: ReturnType<typeof createRemoteJWKSet>;

  constructor(provider: IdentityProvider) {
    this.provider = provider;
    this.keys = createRemoteJWKSet(new URL(provider.jwksUrl));
  }

  /**
   * The claims of a good token.
   * @throws AwsError InvalidIdentityToken, ExpiredTokenException
   */
  async verify(token: string): Promise<JWTPayload> {
    const stated = this.claims(token);
    if (stated.iss !== this.provider.issuer)
      throw invalid(`No OpenIDConnect provider found in your account for ${stated.iss ?? ""}`);
    try {
      const { payload } = await jwtVerify(token, this.keys, { algorithms: ["RS256"] });
      const audiences = this.provider.audiences ?? ["sts.amazonaws.com"];
      if (![payload.aud ?? []].flat().some((audience) => audiences.includes(audience)))
        throw invalid("Incorrect token audience");
      return payload;
    } catch (error) {
      throw refusal(error);
    }
  }

  /**
   * The token as a policy's request. Keys are known by GitHub's own host and by the loopback issuer's, so that a
   * policy written for production is evaluated word for word.
   */
  request(claims: JWTPayload, accountId: string): PolicyRequest {
    const { host, pathname } = new URL(this.provider.issuer);
    const names = [GITHUB_PROVIDER, host + pathname.replace(/\/$/, "")];
    const context: PolicyRequest["context"] = {};
    for (const claim of CONDITION_KEYS) {
      const value = claims[claim];
      if (typeof value === "string" || Array.isArray(value))
        for (const name of names) context[`${name}:${claim}`] = value as string | string[];
    }
    return {
      principal: {
        Federated: names.map((name) => `arn:aws:iam::${accountId}:oidc-provider/${name}`),
      },
      action: "sts:AssumeRoleWithWebIdentity",
      context,
    };
  }

  private claims(token: string): JWTPayload {
    try {
      return decodeJwt(token);
    } catch {
      throw invalid("The ID Token provided is not a valid JWT.");
    }
  }
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidIdentityToken", 400, message);
}

function refusal(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) {
    const expired = new Date((error.payload.exp ?? 0) * 1000).toISOString();
    const message = `Token expired: current date/time ${new Date().toISOString()} must be before the expiration date/time ${expired}`;
    return new AwsError("ExpiredTokenException", 400, message);
  }
  if (error instanceof errors.JWKSNoMatchingKey)
    return invalid(
      "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements",
    );
  if (error instanceof errors.JOSEError)
    return invalid(`The web identity token could not be validated: ${error.message}`);
  return error;
}
