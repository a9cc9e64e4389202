import { createRemoteJWKSet, decodeJwt, errors, jwtVerify, type JWTPayload } from "jose";
import { AwsError } from "../errors.ts";
import type { PolicyRequest } from "../policy.ts";

/** The OIDC provider that the account trusts. */
export interface IdentityProvider {
  /** The value of `iss` in its tokens. */
  issuer: string;
  /** The address of its public keys. */
  jwksUrl: string;
  /** Audiences registered with the provider. Default: `sts.amazonaws.com`. */
  audiences?: string[];
}

/** The name of GitHub's issuer in trust policies. The loopback issuer stands in for it. */
export const GITHUB_PROVIDER = "token.actions.githubusercontent.com";

/**
 * The claims that AWS makes available to trust policies. A condition on any other claim never holds.
 * https://aws.amazon.com/about-aws/whats-new/2026/01/aws-sts-supports-validation-identity-provider-claims/
 */
const CONDITION_KEYS = [
  ...["aud", "sub", "amr", "actor", "actor_id", "enterprise_id", "environment"],
  ...["job_workflow_ref", "ref", "repository", "repository_id", "repository_owner_id"],
  ...["runner_environment", "workflow"],
];

/** Verifies web identity tokens: the signature against the published keys, the issuer, the audience and the time. */
export class WebIdentity {
  private readonly provider: IdentityProvider;
  private readonly keys: ReturnType<typeof createRemoteJWKSet>;

  constructor(provider: IdentityProvider) {
    this.provider = provider;
    this.keys = createRemoteJWKSet(new URL(provider.jwksUrl));
  }

  /**
   * Returns the claims of a valid token.
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
   * Converts the claims to a policy request. Keys exist under both GitHub's own host and the loopback issuer's host, so
   * that a policy written for production is evaluated without changes.
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
