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

declare module "../runtime/errors.ts" {
  interface FailureReasons extends Record<keyof typeof SESSION_FAILURES, true> {}
}
