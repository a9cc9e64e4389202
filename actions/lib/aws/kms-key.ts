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
  if (/pending (?:import|replica)/i.test(text)) return "finish the import of its key material";
  if (/pending deletion|InvalidState/i.test(text))
    return "cancel the deletion while it is pending (aws kms cancel-key-deletion, then aws kms enable-key): once the key is deleted, nothing that it encrypted can be read";
  if (/disabled/i.test(text)) return "enable it: aws kms enable-key";
  return "allow the role kms:Decrypt and kms:GenerateDataKey on the key, also in the key's policy; if the key was deleted, the state is lost with it";
}

/** Returns the same advice, for messages that do not say that they are about a key. */
export const keyAdvice = (text: string): string =>
  `the KMS key that the object is encrypted with cannot be used: ${keyFix(text)}`;
