import { KEY_NOT_USABLE, keyAdvice } from "../aws/kms-key.ts";
import { permissionFix } from "../aws/refusal.ts";
import { inAnyText } from "../match-failure.ts";
import type { Conditions, FailureRule } from "../match-failure.ts";
import { AWS_PROVIDER } from "./observe.ts";

/**
 * Limits a rule to the S3 backend and AWS's own providers, because AWS answers both. Another provider may quote AWS's
 * answer for another account.
 */
function ofAws(
  rule: Omit<FailureRule, "origin" | "when"> & { when: readonly Conditions[] },
): FailureRule[] {
  const when = rule.when.map((conditions) => ({ provider: AWS_PROVIDER, ...conditions }));
  return [
    { ...rule, origin: "backend" },
    { ...rule, origin: "provider", when },
  ];
}

/** What AWS refuses to the S3 backend and to its own providers. */
export const AWS_RULES: readonly FailureRule[] = [
  ...ofAws({
    when: inAnyText(/AWS account ID not allowed/i),
    reason: "wrong-account",
    fix: "the credentials belong to an account that is not allowed here (the bucket's, or allowed_account_ids): correct role-arn; where none is given, correct the credentials of the job (keys and AWS_PROFILE may name different accounts)",
  }),
  ...ofAws({
    when: [
      { code: /^(?:ExpiredToken(?:Exception)?|RequestExpired)$/ },
      ...inAnyText(/(?:security|SSO|session) token\b.*\bexpired/i, { provider: AWS_PROVIDER }),
    ],
    reason: "credentials-expired",
    fix: "the AWS session ended: give role-arn, whose sessions are renewed while the tool works, or credentials that last longer (with aws-actions/configure-aws-credentials: role-duration-seconds, up to the role's maximum session duration), then run again",
  }),
  ...ofAws({
    when: inAnyText(/failed to get shared config profile, /),
    reason: "no-aws-credentials",
    fix: "the runner has no such AWS profile: leave `profile` out of the backend block, backend-config and the provider (the job's own credentials are used then), or write the profile to the AWS configuration of the runner in an earlier step",
  }),
  ...ofAws({
    when: inAnyText(
      /No valid credential sources (?:for .+ )?found|failed to refresh cached credentials/i,
    ),
    reason: "no-aws-credentials",
    fix: "set role-arn, or run a step that sets AWS credentials before this one",
  }),
  ...ofAws({
    when: [
      { code: /^(?:InvalidClientTokenId|InvalidAccessKeyId|UnrecognizedClient(?:Exception)?)$/ },
      { code: /^(?:SignatureDoesNotMatch|InvalidSignatureException|AuthFailure)$/ },
    ],
    reason: "no-aws-credentials",
    fix: "AWS does not know the access key, or the secret does not belong to it: set role-arn, or correct the AWS credentials of the job (and the clock of the runner)",
  }),
  ...ofAws({
    when: inAnyText(/Cannot assume IAM Role/, { code: /^AccessDenied/ }),
    reason: "access-denied",
    fix: ({ summary, detail = "" }) =>
      `${permissionFix(`${summary}\n${detail}`, "allow the role of this job sts:AssumeRole on that role")}; the trust policy of the assumed role must also name the role of this job, and the external id if it requires one`,
  }),
  ...ofAws({
    when: [
      { code: /^(?:AccessDenied(?:Exception)?|UnauthorizedOperation|Forbidden)$/ },
      { status: /^403$/ },
      ...inAnyText(/is\s+not\s+authorized\s+to\s+perform:\s+[a-z0-9-]+:\w/),
    ],
    reason: "access-denied",
    fix: ({ origin, summary, detail = "" }) =>
      permissionFix(
        `${summary}\n${detail}`,
        KEY_NOT_USABLE.test(`${summary} ${detail}`.replaceAll(/\s+/g, " "))
          ? keyAdvice(`${summary} ${detail}`)
          : origin === "backend"
            ? "allow the role s3:ListBucket on the bucket, s3:GetObject and s3:PutObject on the state's key, and these two and s3:DeleteObject on the key with .tflock"
            : "allow the role of this job the action that the error names",
      ),
  }),
];
