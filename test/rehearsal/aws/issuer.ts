import { json, startLoopback } from "../../../rehearsal/base/http.ts";
import { Signer } from "../../../rehearsal/github/oidc/issuer.ts";

/** Differences from the token of a job in the environment `dev`. */
export interface TokenChange {
  audience?: string;
  environment?: string;
  issuer?: string;
  /** Seconds from now. Negative if the token has expired. */
  expires?: number;
}

/** An OIDC issuer that replaces GitHub's. It can also sign tokens that GitHub never would. */
export interface Issuer {
  issuer: string;
  jwksUrl: string;
  idToken: (change?: TokenChange) => Promise<string>;
  close(): Promise<void>;
}

export async function startIssuer(repository: string): Promise<Issuer> {
  const signer = await Signer.open(undefined);
  const server = await startLoopback({ handle: () => Promise.resolve(json(200, signer.jwks)) });
  return {
    issuer: server.url,
    jwksUrl: `${server.url}/.well-known/jwks`,
    close: () => server.close(),
    idToken({ audience = "sts.amazonaws.com", environment = "dev", issuer, expires = 300 } = {}) {
      const now = Math.floor(Date.now() / 1000);
      const claims = {
        iss: issuer ?? server.url,
        aud: audience,
        repository,
        environment,
        sub: `repo:${repository}:environment:${environment}`,
      };
      const issuedAt = Math.min(now, now + expires - 300);
      return signer.sign(claims, { issuedAt, notBefore: issuedAt - 600, expires: now + expires });
    },
  };
}
