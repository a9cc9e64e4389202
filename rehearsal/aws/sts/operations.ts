import { AwsError } from "../errors.ts";
import type { Keys, Principal } from "../keys.ts";
import { evaluate } from "../policy.ts";
import type { XmlValue } from "../xml.ts";
import { roleArn, type Roles, type StoredRole } from "./roles.ts";
import { GITHUB_PROVIDER, type WebIdentity } from "./web-identity.ts";

export interface StsContext {
  keys: Keys;
  roles: Roles;
  webIdentity: WebIdentity;
}

/** Seconds. */
const SHORTEST_SESSION = 900;
const DEFAULT_SESSION = 3600;

/**
 * Exchanges an OIDC token for a role's session, if the role's trust policy allows it.
 * @throws AwsError AccessDenied if the policy does not allow it or the role does not exist (AWS does not say which),
 *   InvalidIdentityToken, ExpiredTokenException, ValidationError
 */
export async function assumeRoleWithWebIdentity(
  form: URLSearchParams,
  { keys, roles, webIdentity }: StsContext,
): Promise<XmlValue> {
  const session = required(form, "RoleSessionName", /^[\w+=,.@-]{2,64}$/);
  const claims = await webIdentity.verify(required(form, "WebIdentityToken", /^.{4,20000}$/));
  const role = roles.find(required(form, "RoleArn", /^arn:.{16,2044}$/));
  const accountId = role?.accountId ?? "";
  const request = webIdentity.request(claims, accountId);
  if (role === undefined || evaluate(role.trustPolicy, request) !== "allow")
    throw new AwsError("AccessDenied", 403, `Not authorized to perform ${request.action}`);
  const principal = {
    accountId,
    arn: `arn:aws:sts::${accountId}:assumed-role/${role.name}/${session}`,
    userId: `${role.id}:${session}`,
    roleArn: roleArn(accountId, role.name),
    ...(typeof claims["check_run_id"] === "string" && { checkRunId: claims["check_run_id"] }),
  };
  const key = keys.issue(principal, durationOf(form, role));
  return {
    SubjectFromWebIdentityToken: String(claims.sub),
    Audience: String(claims.aud),
    AssumedRoleUser: { AssumedRoleId: principal.userId, Arn: principal.arn },
    Credentials: {
      AccessKeyId: key.accessKeyId,
      SecretAccessKey: key.secretAccessKey,
      SessionToken: key.sessionToken,
      Expiration: new Date(key.expiresAt ?? 0).toISOString(),
    },
    Provider: `arn:aws:iam::${accountId}:oidc-provider/${GITHUB_PROVIDER}`,
  };
}

export function getCallerIdentity({ accountId, arn, userId }: Principal): XmlValue {
  return { Arn: arn, UserId: userId, Account: accountId };
}

/** Returns the duration of the session, in seconds. */
function durationOf(form: URLSearchParams, role: StoredRole): number {
  const seconds = Number(form.get("DurationSeconds") ?? DEFAULT_SESSION);
  if (seconds > (role.maxSessionDuration ?? DEFAULT_SESSION))
    throw invalid(
      "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    );
  if (!(seconds >= SHORTEST_SESSION))
    throw invalid(
      `1 validation error detected: Value '${seconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900`,
    );
  return role.sessionSeconds ?? seconds;
}

function required(form: URLSearchParams, name: string, pattern: RegExp): string {
  const value = form.get(name) ?? "";
  if (pattern.test(value)) return value;
  const member = name.charAt(0).toLowerCase() + name.slice(1);
  throw invalid(
    `1 validation error detected: Value ${value === "" ? "null" : `'${value}'`} at '${member}' failed to satisfy constraint: Member must satisfy regular expression pattern: ${pattern.source}`,
  );
}

function invalid(message: string): AwsError {
  return new AwsError("ValidationError", 400, message);
}
