import { AwsError } from "../errors.ts";
import type { AccessKey, Keys, Principal } from "../keys.ts";
import { evaluate, type PolicyRequest } from "../policy.ts";
import type { XmlValue } from "../xml.ts";
import type { Role, Roles } from "./roles.ts";
import { GITHUB_PROVIDER, type WebIdentity } from "./web-identity.ts";

export interface StsContext {
  accountId: string;
  keys: Keys;
  roles: Roles;
  webIdentity: WebIdentity;
}

const DURATION = { minimum: 900, standard: 3600 };

/**
 * Exchanges an OIDC token for a role's session, if the role's trust policy allows it.
 * @throws AwsError AccessDenied when the policy does not (or there is no such role: AWS does not tell which),
 *   InvalidIdentityToken, ExpiredTokenException, ValidationError
 */
export async function assumeRoleWithWebIdentity(
  form: URLSearchParams,
  context: StsContext,
): Promise<XmlValue> {
  const action = "sts:AssumeRoleWithWebIdentity";
  const session = required(form, "RoleSessionName", /^[\w+=,.@-]{2,64}$/);
  const claims = await context.webIdentity.verify(
    required(form, "WebIdentityToken", /^.{4,20000}$/),
  );
  const request = context.webIdentity.request(claims, context.accountId);
  const role = trusted(required(form, "RoleArn", /^arn:.{16,2044}$/), request, action, context);
  const key = open(role, session, form, context);
  return {
    SubjectFromWebIdentityToken: String(claims.sub),
    Audience: String(claims.aud),
    ...answer(key, role, session),
    Provider: `arn:aws:iam::${context.accountId}:oidc-provider/${GITHUB_PROVIDER}`,
  };
}

/** Role chaining: one session opens another. @throws AwsError AccessDenied, ValidationError */
export function assumeRole(
  form: URLSearchParams,
  caller: Principal,
  context: StsContext,
): XmlValue {
  const action = "sts:AssumeRole";
  const session = required(form, "RoleSessionName", /^[\w+=,.@-]{2,64}$/);
  const arn = required(form, "RoleArn", /^arn:.{16,2044}$/);
  const account = [caller.accountId, `arn:aws:iam::${caller.accountId}:root`];
  const names = [caller.arn, ...(caller.roleArn === undefined ? [] : [caller.roleArn]), ...account];
  const request = { principal: { AWS: names }, action, context: {} };
  const denied = `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${arn}`;
  const role = trusted(arn, request, denied, context);
  return answer(open(role, session, form, context), role, session);
}

export function getCallerIdentity({ accountId, arn, userId }: Principal): XmlValue {
  return { Arn: arn, UserId: userId, Account: accountId };
}

function trusted(
  arn: string,
  request: PolicyRequest,
  denied: string,
  { roles }: StsContext,
): Role & { id: string } {
  const role = roles.find(arn);
  if (role !== undefined && evaluate(role.trustPolicy, request) === "allow") return role;
  const message = denied.startsWith("User:") ? denied : `Not authorized to perform ${denied}`;
  throw new AwsError("AccessDenied", 403, message);
}

function open(
  role: Role & { id: string },
  session: string,
  form: URLSearchParams,
  { accountId, keys, roles }: StsContext,
): AccessKey {
  const seconds = Number(form.get("DurationSeconds") ?? DURATION.standard);
  const longest = role.maxSessionDuration ?? DURATION.standard;
  if (seconds > longest)
    throw invalid(
      "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    );
  if (!(seconds >= DURATION.minimum))
    throw invalid(
      `1 validation error detected: Value '${seconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900`,
    );
  const principal = {
    accountId,
    arn: `arn:aws:sts::${accountId}:assumed-role/${role.name}/${session}`,
    userId: `${role.id}:${session}`,
    roleArn: roles.arnOf(role.name),
  };
  return keys.issue(principal, seconds);
}

function answer(key: AccessKey, role: Role & { id: string }, session: string): XmlValue {
  return {
    AssumedRoleUser: { AssumedRoleId: `${role.id}:${session}`, Arn: key.principal.arn },
    Credentials: {
      AccessKeyId: key.accessKeyId,
      SecretAccessKey: key.secretAccessKey,
      SessionToken: key.sessionToken,
      Expiration: new Date(key.expiresAt ?? 0).toISOString(),
    },
  };
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
