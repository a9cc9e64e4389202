/** Failures of `openSession`, for the contracts of the actions that call it. */
export const SESSION_FAILURES = {
  "no-id-token": {
    meaning: "GitHub did not give the job an OIDC token",
    fix: "add `id-token: write` to the job's permissions. A pull request from a fork cannot have this permission",
  },
  "assume-role-failed": {
    meaning: "AWS did not let the job assume the role",
    fix: "compare the role's trust policy with the claims and the statement in the message",
  },
  "sts-unavailable": {
    meaning: "AWS STS did not answer or could not serve the request, even after several attempts",
    fix: "check the network and the proxy of the runner, then run the job again",
  },
  "no-aws-credentials": {
    meaning: "the job has no usable AWS credentials",
    fix: "set `role-arn`, or set credentials in an earlier step",
  },
  "wrong-account": {
    meaning: "the credentials belong to an account other than the expected one",
    fix: "correct `role-arn` or `expected-account-id`. Without `role-arn`, correct the credentials of the job",
  },
} as const;

/** Failures of reading secrets from AWS Secrets Manager. */
export const SECRET_FAILURES = {
  "secret-unreadable": {
    meaning: "the role cannot read a secret in AWS Secrets Manager",
    fix: "do what the message says. It gives the cause (the secret is missing or scheduled for deletion, or the role lacks a permission for the secret or its KMS key), and the policy statement or command that helps",
  },
  "secret-unusable": {
    meaning: "a secret does not contain what `variables-from-secret` expects",
    fix: "store another value in the secret, or correct the entry. The message says which",
  },
  "secrets-manager-unavailable": {
    meaning:
      "AWS Secrets Manager did not answer or could not serve the request, even after several attempts",
    fix: "check the network and the proxy of the runner, then run the job again",
  },
} as const;

declare module "../runtime/errors.ts" {
  interface FailureReasons extends ReasonsOf<typeof SESSION_FAILURES | typeof SECRET_FAILURES> {}
}
