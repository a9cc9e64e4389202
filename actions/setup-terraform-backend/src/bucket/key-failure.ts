import type { FailureRule, ObservedFailure } from "../../../lib/match-failure.ts";

/** What S3 repeats of KMS when a key is there and does not work. A missing right has the usual sentence of AWS. */
const KEY_NOT_USABLE =
  /ciphertext refers to a customer master key|key\/\S+ (?:is (?:disabled|pending)|does not exist)/i;

function keyFix(text: string): string {
  if (/pending (?:import|replica)/i.test(text)) return "finish the import of its key material";
  if (/pending deletion|InvalidState/i.test(text))
    return "take the deletion back while it is pending (aws kms cancel-key-deletion, then aws kms enable-key): after it, nothing that the key has encrypted can be read";
  if (/disabled/i.test(text)) return "enable it: aws kms enable-key";
  return "allow kms:Decrypt and kms:GenerateDataKey on the key to the role, also in the key's policy; a key that was deleted takes the state with it";
}

/** Failures that S3 has for any object: its key, its storage class, the clock of who asks. */
export const KEY_AND_CLOCK_RULES: readonly FailureRule<
  ObservedFailure & { bucket: { name: string } }
>[] = [
  {
    origin: "s3",
    when: { code: /^RequestTimeTooSkewed$/ },
    reason: "bucket-unreachable",
    message: ({ bucket: { name }, summary }) =>
      `S3 takes no request for the bucket ${name} from this runner: ${summary}`,
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
      `the state in the bucket ${name} is archived, so S3 cannot give it: ${summary}`,
    fix: "restore it (aws s3api restore-object, then copy it over itself to the class STANDARD), and take the state out of the lifecycle rule that archived it",
  },
];
