/** Failures of `openSession`, for the contracts of the actions that call it. */
export const SESSION_FAILURES = {
  "no-id-token": {
    meaning: "GitHub gives the job no OIDC token",
    fix: "add `id-token: write` to the job's permissions; a pull request from a fork cannot have it",
  },
  "assume-role-failed": {
    meaning: "AWS refused the role",
    fix: "compare the role's trust policy with the claims and the statement in the message",
  },
  "sts-unavailable": {
    meaning: "AWS STS did not answer or did not serve the request, also after several attempts",
    fix: "check the network and the proxy of the runner, then run the job again",
  },
  "no-aws-credentials": {
    meaning: "there are no usable AWS credentials",
    fix: "set `role-arn`, or run a step that sets credentials before this one",
  },
  "wrong-account": {
    meaning: "the credentials belong to another account",
    fix: "correct `role-arn` (without one, the credentials of the job) or `expected-account-id`",
  },
} as const;

/** Failures of reading secrets from AWS Secrets Manager. */
export const SECRET_FAILURES = {
  "secret-unreadable": {
    meaning: "AWS Secrets Manager does not give a secret to the role",
    fix: "the message says why (missing, no permission, no KMS permission, to be deleted), and the statement or command that helps",
  },
  "secret-unusable": {
    meaning: "a secret does not hold what `variables-from-secret` says",
    fix: "put another value into the secret, or correct the entry; the message says which",
  },
  "secrets-manager-unavailable": {
    meaning:
      "AWS Secrets Manager did not answer or did not serve the request, also after several attempts",
    fix: "check the network and the proxy of the runner, then run the job again",
  },
} as const;

declare module "../runtime/errors.ts" {
  interface FailureReasons extends ReasonsOf<typeof SESSION_FAILURES | typeof SECRET_FAILURES> {}
}
