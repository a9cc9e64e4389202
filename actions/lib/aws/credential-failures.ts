import { matchFailure, rulesOf } from "../match-failure.ts";
import type { ObservedFailure } from "../match-failure.ts";
import { explainUnavailable } from "./role-failures.ts";
import type { Failure } from "../runtime/errors.ts";

/** Why AWS does not accept a key. https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html */
const RULES = rulesOf("sts", [
  {
    when: [
      { code: /^(?:RequestExpired|RequestTimeTooSkewed)$/ },
      { summary: /Signature (?:expired|not yet current)/i },
    ],
    reason: "no-aws-credentials",
    fix: "set the clock of the runner: its time differs from that of AWS by more than some minutes",
  },
  {
    when: { code: /^SignatureDoesNotMatch$/ },
    reason: "no-aws-credentials",
    fix: "copy AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY again: the secret is not that of the key, or has a space or line break at its end",
  },
  {
    when: { code: /^ExpiredToken/ },
    reason: "no-aws-credentials",
    fix: "run the step that sets the credentials again, right before this one, or set role-arn, whose credentials are renewed",
  },
]);

/** What is said when STS does not accept the credentials of a job, or does not answer. */
export const explainCredentials = (failure: ObservedFailure): Failure => ({
  reason: "no-aws-credentials",
  message: `AWS does not accept the credentials: ${failure.summary}`,
  fix: "set role-arn (and `id-token: write` in the job's permissions), or run a step that sets AWS credentials before this one",
  ...(explainUnavailable(failure) ?? matchFailure(RULES, failure)),
});
