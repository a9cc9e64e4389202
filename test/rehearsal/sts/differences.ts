const API = "https://docs.aws.amazon.com/STS/latest/APIReference";
const WEB = `${API}/API_AssumeRoleWithWebIdentity.html`;
const TRUST = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html";
const ANY_TOKEN = "moto takes any text for a token";
const ANY_NAME = "moto does not look at the session's name here";

/** Differences between our STS and moto 5.2.3. In all of them, ours does what AWS documents. */
export const differences: Record<string, string> = {
  "a session's user":
    "moto makes role ids of its own form; AWS's begin with AROA: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html",
  "who the token was of": `moto leaves Audience, Provider and SubjectFromWebIdentityToken out: ${WEB}`,
  "who the session is": `moto makes up another id for the session's user: ${API}/API_GetCallerIdentity.html`,
  "a session that is too short": `moto takes any duration; the least is 900 seconds: ${WEB}`,
  "a session that is longer than the role allows": `moto takes any duration; the role's MaxSessionDuration is the most: ${WEB}`,
  "a session name of 65 characters": `${ANY_NAME}; the longest has 64 characters: ${WEB}`,
  "a session name of one character": `${ANY_NAME}; the shortest has 2: ${WEB}`,
  "a session name with a slash": `${ANY_NAME}; the pattern is [\\w+=,.@-]*: ${WEB}`,
  "a token that is none": `${ANY_TOKEN}; AWS has InvalidIdentityToken: ${WEB}`,
  "a token whose signature was changed": `${ANY_TOKEN}; AWS has InvalidIdentityToken: ${WEB}`,
  "a token for another audience": `${ANY_TOKEN}; AWS has InvalidIdentityToken for an audience that the provider does not list: ${TRUST}`,
  "a token that has expired": `${ANY_TOKEN}; AWS has ExpiredTokenException: ${WEB}`,
  "a token of an issuer that nobody knows": `${ANY_TOKEN}; AWS has InvalidIdentityToken when there is no such provider: ${WEB}`,
  "a token of another environment": `moto evaluates no trust policy here; AWS denies what it does not allow: ${TRUST}`,
  "a role that there is not": `moto opens sessions of roles that there are not; AWS says AccessDenied: ${API}/CommonErrors.html`,
  "a role called constructor": `moto opens sessions of roles that there are not; AWS says AccessDenied: ${API}/CommonErrors.html`,
  "a role ARN that is none": `moto takes any text for an ARN; the least has 20 characters: ${WEB}`,
  "a user's id":
    "moto makes user ids of its own form; AWS's begin with AIDA: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html",
  "a request that nobody signed": `moto takes it for a request to another service; AWS says MissingAuthenticationToken: ${API}/CommonErrors.html`,
};
