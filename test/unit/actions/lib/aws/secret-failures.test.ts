import { describe, expect, test } from "@jest/globals";
import {
  explainSecretRefusal,
  isTransient,
} from "../../../../../actions/lib/aws/secret-failures.ts";

const CALLER = "User: arn:aws:sts::111122223333:assumed-role/fleet-plan/gha-1-1";
const DENIED = `${CALLER} is not authorized to perform: secretsmanager:GetSecretValue on resource:`;
const ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:fleet/dev-AbCdEf";
const NO_POLICY =
  "because no identity-based policy allows the secretsmanager:GetSecretValue action";

const explain = (code: string, summary: string, secret = "fleet/dev", version = "AWSCURRENT") =>
  explainSecretRefusal({
    origin: "secretsmanager",
    code,
    summary,
    secret,
    version,
    status: 400,
    region: "eu-west-1",
    host: "secretsmanager.eu-west-1.amazonaws.com",
  });

describe("explainSecretRefusal", () => {
  test.each([
    [
      "a missing secret",
      explain("ResourceNotFoundException", "Secrets Manager can't find the specified secret."),
      /^there is no secret "fleet\/dev" in eu-west-1 of the role's account$/,
      /create-secret --region eu-west-1 --name fleet\/dev .* of another region or account is given by its ARN$/,
    ],
    [
      "a missing secret, by its ARN",
      explain("ResourceNotFoundException", "Secrets Manager can't find the specified secret.", ARN),
      /^there is no secret "arn:/,
      /^correct the ARN/,
    ],
    [
      "a secret without a value",
      explain(
        "ResourceNotFoundException",
        "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
      ),
      /^the secret "fleet\/dev" has no value yet$/,
      /put-secret-value --region eu-west-1 --secret-id fleet\/dev /,
    ],
    [
      "a stage that no version has",
      explain(
        "ResourceNotFoundException",
        "Secrets Manager can't find the specified secret value for staging label: AWSPENDING",
        "fleet/dev",
        "AWSPENDING",
      ),
      /^the secret "fleet\/dev" has no version AWSPENDING$/,
      /list-secret-version-ids --region eu-west-1 --secret-id fleet\/dev$/,
    ],
    [
      "no permission, the ARN is named",
      explain("AccessDeniedException", `${DENIED} ${ARN} ${NO_POLICY}`),
      /^the role may not read the secret "fleet\/dev": User: /,
      /^add to the role's policy: \{"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"arn:aws:secretsmanager:eu-west-1:111122223333:secret:fleet\/dev-AbCdEf"\}$/,
    ],
    [
      "no permission, only the name is named",
      explain("AccessDeniedException", `${DENIED} fleet/dev ${NO_POLICY}`),
      /^the role may not read the secret/,
      /"Resource":"arn:aws:secretsmanager:eu-west-1:111122223333:secret:fleet\/dev-\?{6}"\}; AWS gives the same answer for a secret that does not exist/,
    ],
    [
      "a policy of the organization",
      explain(
        "AccessDeniedException",
        `${DENIED} ${ARN} with an explicit deny in a service control policy`,
      ),
      /^the role may not read the secret/,
      /ask the organization's administrators/,
    ],
    [
      "the policy of the secret",
      explain(
        "AccessDeniedException",
        `${DENIED} ${ARN} because no resource-based policy allows the secretsmanager:GetSecretValue action`,
      ),
      /^the role may not read the secret/,
      /ask the owner of the resource/,
    ],
    [
      "no permission to use the KMS key",
      explain("AccessDeniedException", "Access to KMS is not allowed"),
      /^the role may read the secret "fleet\/dev", but not use the KMS key that encrypts it/,
      /describe-secret --region eu-west-1 --secret-id fleet\/dev --query KmsKeyId.*"Action":"kms:Decrypt".*"kms:ViaService":"secretsmanager\.eu-west-1\.amazonaws\.com"/,
    ],
    [
      "a disabled KMS key",
      explain("DecryptionFailure", "Secrets Manager can't decrypt the protected secret text"),
      /^the secret "fleet\/dev" cannot be decrypted/,
      /^enable its KMS key/,
    ],
    [
      "a secret that is marked for deletion",
      explain(
        "InvalidRequestException",
        "You can't perform this operation on the secret because it was marked for deletion.",
      ),
      /^the secret "fleet\/dev" is scheduled for deletion, so it cannot be read$/,
      /restore-secret --region eu-west-1 --secret-id fleet\/dev/,
    ],
    [
      "any other refusal",
      explain("ValidationException", "1 validation error detected"),
      /^AWS does not give the secret "fleet\/dev": 1 validation error detected$/,
      /^try it with the credentials of the role: aws secretsmanager get-secret-value /,
    ],
  ])("%s", (_, { reason, message, fix }, says, helps) => {
    expect(reason).toBe("secret-unreadable");
    expect(message).toMatch(says);
    expect(fix).toMatch(helps);
  });

  test("missing credentials are not reported as a problem of the secret", () => {
    const { reason, fix } = explain("CredentialsProviderError", "Could not load credentials");
    expect(reason).toBe("no-aws-credentials");
    expect(fix).toMatch(/^set role-arn/);
  });
});

test.each([
  ["ThrottlingException", "Rate exceeded", 400],
  ["InternalServiceError", "An error occurred on the server side.", 500],
  ["ECONNREFUSED", "connect ECONNREFUSED 127.0.0.1:443", undefined],
  ["Error", "Request timeout: /", undefined],
  ["UnreadableAnswer", "HTTP status 200", 502],
])("%s counts as temporary", (code, summary, status) => {
  expect(isTransient({ origin: "secretsmanager", code, summary, status })).toBe(true);
  const { reason, message } = explain(code, summary);
  expect(reason).toBe("secrets-manager-unavailable");
  expect(message).toContain("secretsmanager.eu-west-1.amazonaws.com");
});

test("a refusal does not count as temporary", () => {
  const failure = { code: "AccessDeniedException", summary: "no", status: 400 };
  expect(isTransient({ origin: "secretsmanager", ...failure })).toBe(false);
});
