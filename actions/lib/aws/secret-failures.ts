import { matchFailure, rulesOf } from "../match-failure.ts";
import type { ObservedFailure } from "../match-failure.ts";
import type { Failure } from "../runtime/errors.ts";
import { domainOf } from "./domain.ts";
import { explainPolicy, permissionFix, refusedAction, statementFor } from "./refusal.ts";
import { NO_ANSWER } from "../no-answer.ts";

/** The answer of Secrets Manager, or of something on the way to it, to GetSecretValue. */
export interface SecretRefusal extends ObservedFailure {
  origin: "secretsmanager";
  /** Name or ARN, as the user gave it. */
  secret: string;
  /** The version that was asked for: a staging label or an id. */
  version: string;
  region: string;
  host: string;
}

/** Refusals that may go away by themselves. */
const TRANSIENT = rulesOf<SecretRefusal>("secretsmanager", [
  {
    // The last pattern matches the HTTP client's words if no byte arrives.
    when: [{ code: NO_ANSWER }, { summary: NO_ANSWER }, { summary: /^Request timeout/ }],
    reason: "secrets-manager-unavailable",
    message: ({ host, summary }) => `Secrets Manager did not answer (${host}): ${summary}`,
    fix: ({ host }) =>
      `check that the runner reaches ${host}: its network and DNS, and HTTPS_PROXY and NO_PROXY of the job`,
  },
  {
    when: [
      { code: /Throttl|RequestLimitExceeded|ServiceUnavailable|^Internal|^UnreadableAnswer$/ },
      { status: /^(?:429|5\d\d)$/ },
    ],
    reason: "secrets-manager-unavailable",
    message: ({ host, summary }) =>
      `Secrets Manager did not serve the request (${host}): ${summary}`,
    fix: "run the job again; https://health.aws.amazon.com shows whether Secrets Manager has an incident",
  },
]);

/** Refusals that remain until somebody changes something. Texts as of the API in 2025. */
const PERMANENT = rulesOf<SecretRefusal>("secretsmanager", [
  {
    when: { code: /^CredentialsProviderError$/ },
    reason: "no-aws-credentials",
    message: ({ secret, summary }) =>
      `there are no AWS credentials to read the secret "${secret}" with: ${summary}`,
    fix: "set role-arn (and `id-token: write` in the job's permissions), or run a step that sets AWS credentials before this one",
  },
  {
    when: {
      code: /^ResourceNotFoundException$/,
      summary: /secret value|staging label|VersionId|version/i,
    },
    reason: "secret-unreadable",
    message: ({ secret, version }) =>
      version === "AWSCURRENT"
        ? `the secret "${secret}" has no value yet`
        : `the secret "${secret}" has no version ${version}`,
    fix: ({ secret, version, region }) =>
      version === "AWSCURRENT"
        ? `give it one: aws secretsmanager put-secret-value --region ${region} --secret-id ${secret} --secret-string file://values.json`
        : `use one of those that it has: aws secretsmanager list-secret-version-ids --region ${region} --secret-id ${secret}`,
  },
  {
    when: { code: /^ResourceNotFoundException$/ },
    reason: "secret-unreadable",
    message: ({ secret, region }) =>
      `there is no secret "${secret}" in ${region} of the role's account`,
    fix: ({ secret, region }) =>
      secret.startsWith("arn:")
        ? "correct the ARN: aws secretsmanager list-secrets shows the existing ones"
        : `correct the name (names are case-sensitive), or create it: aws secretsmanager create-secret --region ${region} --name ${secret} --secret-string file://values.json; a secret of another region or account is given by its ARN`,
  },
  {
    when: { code: /^InvalidRequestException$/, summary: /marked for deletion|scheduled/i },
    reason: "secret-unreadable",
    message: ({ secret }) =>
      `the secret "${secret}" is scheduled for deletion, so it cannot be read`,
    fix: ({ secret, region }) =>
      `keep it (aws secretsmanager restore-secret --region ${region} --secret-id ${secret}), or name another one in variables-from-secret`,
  },
  {
    when: { code: /^AccessDenied/, summary: /\bKMS\b|\bkms:/ },
    reason: "secret-unreadable",
    message: ({ secret, summary }) =>
      `the role may read the secret "${secret}", but not use the KMS key that encrypts it: ${summary}`,
    fix: ({ secret, region, summary }) =>
      permissionFix(
        summary,
        `find the key (aws secretsmanager describe-secret --region ${region} --secret-id ${secret} --query KmsKeyId), let its key policy allow the role, and add to the role's policy: ${decryptStatement(region)}`,
      ),
  },
  {
    when: { code: /^DecryptionFailure/ },
    reason: "secret-unreadable",
    message: ({ secret, summary }) => `the secret "${secret}" cannot be decrypted: ${summary}`,
    fix: "enable its KMS key, or cancel the key's deletion; if the key is gone, the value is lost, so put a new value into the secret with another key",
  },
  {
    when: { code: /^AccessDenied/ },
    reason: "secret-unreadable",
    message: ({ secret, summary }) => `the role may not read the secret "${secret}": ${summary}`,
    fix: (refusal) =>
      explainPolicy(refusal.summary) ??
      `add to the role's policy: ${readStatement(refusal)}${orMissing(refusal)}`,
  },
]);

/** Returns the statement that AWS allows instead of `*`: the key of one secret, used only through Secrets Manager. */
const decryptStatement = (region: string): string =>
  JSON.stringify({
    Effect: "Allow",
    Action: "kms:Decrypt",
    Resource: "<ARN of the key>",
    Condition: {
      StringEquals: { "kms:ViaService": `secretsmanager.${region}.${domainOf(region)}` },
    },
  });

/**
 * Returns the statement that allows the role to read the secret. AWS names no ARN for a secret that does not exist, or
 * that is given by its name to a role that may not describe it. An ARN has six more characters than the name.
 */
const readStatement = ({ secret, region, summary }: SecretRefusal): string => {
  const [, partition = "aws", account = "*"] =
    /arn:(aws[a-z-]*):(?:sts|iam)::(\d{12}):/.exec(summary) ?? [];
  const resource = secret.startsWith("arn:")
    ? secret
    : (refusedAction(summary)?.resource ??
      `arn:${partition}:secretsmanager:${region}:${account}:secret:${secret}-??????`);
  return statementFor({ action: "secretsmanager:GetSecretValue", resource });
};

/**
 * Returns the advice that the secret may be missing. AWS names the ARN of a secret that exists, unless an ARN was asked
 * for.
 */
const orMissing = ({ secret, summary }: SecretRefusal): string =>
  secret.startsWith("arn:") || refusedAction(summary)?.resource !== undefined
    ? ""
    : "; AWS gives the same answer for a secret that does not exist, so check its name and the region too";

/** Returns whether another attempt may succeed. */
export const isTransient = (observed: ObservedFailure): boolean =>
  matchFailure(TRANSIENT, { ...observed, ...NOBODY }) !== undefined;

const NOBODY = {
  origin: "secretsmanager",
  secret: "",
  version: "",
  region: "",
  host: "",
} as const;

/** Returns the message for a secret that could not be read. */
export function explainSecretRefusal(refusal: SecretRefusal): Failure {
  const { secret, summary } = refusal;
  return {
    reason: "secret-unreadable",
    message: `AWS does not give the secret "${secret}": ${summary}`,
    fix: `try it with the credentials of the role: aws secretsmanager get-secret-value --region ${refusal.region} --secret-id ${secret} --query VersionId`,
    ...(matchFailure(TRANSIENT, refusal) ?? matchFailure(PERMANENT, refusal)),
  };
}
