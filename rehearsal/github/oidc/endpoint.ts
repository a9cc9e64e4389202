import { json, type Exchange, type Reply } from "../../base/http.ts";
import type { Route } from "../../base/routes.ts";
import type { Context } from "../world.ts";
import { claimsOf } from "./claims.ts";

/** Path of the token endpoint. Clients append `&audience=…`, so the address that they get must already have a query. */
export const TOKEN_PATH = "/oidc/token";

export const OIDC_ROUTES: Route<Context>[] = [
  {
    method: "GET",
    pattern: "/.well-known/openid-configuration",
    operation: "oidc:Configuration",
    handle: (_, __, { issuer }) => json(200, configuration(issuer)),
  },
  {
    method: "GET",
    pattern: "/.well-known/jwks",
    operation: "oidc:Keys",
    handle: (_, __, { signer }) => json(200, signer.jwks),
  },
  { method: "GET", pattern: TOKEN_PATH, operation: "oidc:Token", handle: issue },
];

function configuration(issuer: string): unknown {
  return {
    issuer,
    jwks_uri: `${issuer}/.well-known/jwks`,
    subject_types_supported: ["public", "pairwise"],
    response_types_supported: ["id_token"],
    claims_supported: ["sub", "aud", "exp", "iat", "iss", "jti", "nbf", "ref", "repository"],
    id_token_signing_alg_values_supported: ["RS256"],
    scopes_supported: ["openid"],
  };
}

async function issue(exchange: Exchange, _: unknown, context: Context): Promise<Reply> {
  const token = /^bearer (.+)$/i.exec(exchange.header("authorization"))?.[1] ?? "";
  const job = context.tokens.jobOf(token);
  if (job === undefined)
    return json(401, {
      message: "Not authorized: the bearer token is missing or not a job's own.",
    });
  const repository = context.repository(job.repository);
  const claims = claimsOf(job, repository);
  const audience =
    exchange.url.searchParams.get("audience") ??
    `https://github.com/${claims["repository_owner"] ?? ""}`;
  const now = Math.floor(Date.now() / 1000);
  // GitHub's tokens are valid from ten minutes before their issue.
  const times = { issuedAt: now, notBefore: now - 600, expires: now + context.idTokenSeconds };
  const value = await context.signer.sign({ ...claims, aud: audience, iss: context.issuer }, times);
  return json(200, { value });
}
