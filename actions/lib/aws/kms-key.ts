/**
 * What AWS passes on from KMS when a key exists but does not work, or does not exist any more. A missing permission has
 * AWS's usual sentence. https://docs.aws.amazon.com/kms/latest/APIReference/CommonErrors.html
 */
export const KEY_NOT_USABLE =
  /\bKMS\.\w+Exception\b|ciphertext refers to a customer master key|key\/\S+ (?:is (?:disabled|pending)|does not exist)/i;

/**
 * Returns what to do about a key that cannot be used.
 * @param text code and sentence of AWS's answer
 */
export function keyFix(text: string): string {
  const line = text.replaceAll(/\s+/g, " ");
  return STATES.find(([pattern]) => pattern.test(line))?.[1] ?? OTHERWISE;
}

/**
 * What to do about each state of a key, and about a name without a key.
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
 */
const STATES: readonly [RegExp, string][] = [
  [/pending import/i, "finish the import of its key material"],
  [
    /pending (?:replica )?deletion/i,
    "cancel the deletion while it is pending (aws kms cancel-key-deletion, then aws kms enable-key): once the key is deleted, nothing that it encrypted can be read",
  ],
  [/disabled/i, "enable it: aws kms enable-key"],
  [
    /\bunavailable\b/i,
    "connect its key store again (aws kms connect-custom-key-store), and see that the cluster or key manager behind the store works",
  ],
  [/\b(?:creating|updating)\b/i, "AWS still works on the key: run the job again in a minute"],
  [/InvalidState/i, "correct its state, which is shown by aws kms describe-key"],
  [
    /InvalidKeyUsage|key usage is/i,
    "use another one: it has to be a symmetric key for encryption (SYMMETRIC_DEFAULT)",
  ],
  [
    /KMS\.NotFoundException|key\/\S+ does not exist/i,
    "name a key that exists in the region of the bucket (kms-key-id, else the default encryption of the bucket; a key of another account is given by its ARN); if the key was deleted, nothing that it encrypted can be read",
  ],
];

const OTHERWISE =
  "allow the role kms:Decrypt and kms:GenerateDataKey on the key, also in the key's policy; if the key was deleted, the state is lost with it";

/** Returns the same advice, for messages that do not say that they are about a key. */
export const keyAdvice = (text: string): string =>
  `the KMS key that the object is encrypted with cannot be used: ${keyFix(text)}`;
