import { KEY_NOT_USABLE, keyFix } from "../../../lib/aws/kms-key.ts";
import type { FailureRule, ObservedFailure } from "../../../lib/match-failure.ts";

/** Failures of S3 that can be about any object: its key, its storage class, the clock of the caller. */
export const KEY_AND_CLOCK_RULES: readonly FailureRule<
  ObservedFailure & { bucket: { name: string } }
>[] = [
  {
    origin: "s3",
    when: { code: /^RequestTimeTooSkewed$/ },
    reason: "bucket-unreachable",
    message: ({ bucket: { name }, summary }) =>
      `S3 rejects every request for the bucket ${name} from this runner: ${summary}`,
    fix: "set the clock of the runner",
  },
  {
    origin: "s3",
    when: [{ code: /^KMS\./ }, { summary: KEY_NOT_USABLE }],
    reason: "state-unreadable",
    message: ({ bucket: { name }, summary }) =>
      `the KMS key of the bucket ${name} cannot be used: ${summary}`,
    fix: ({ code = "", summary }) => keyFix(`${code} ${summary}`),
  },
  {
    origin: "s3",
    when: { code: /^InvalidObjectState$/ },
    reason: "state-unreadable",
    message: ({ bucket: { name }, summary }) =>
      `the state in the bucket ${name} is archived, so S3 cannot return it: ${summary}`,
    fix: "restore it (aws s3api restore-object, then copy it onto itself with the storage class STANDARD), and exclude the state from the lifecycle rule that archived it",
  },
];
