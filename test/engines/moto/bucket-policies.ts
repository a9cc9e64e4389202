interface Policy {
  Statement?: { Condition?: unknown }[];
}

/**
 * moto applies bucket policies but not their conditions: a policy that denies what is not sent over TLS denies
 * everything there. So moto gets policies without their conditional statements, and clients read them whole.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html
 */
export class BucketPolicies {
  /** By the path of the bucket. */
  readonly #whole = new Map<string, string>();

  /** Takes a policy as it is put and gives the one for moto. */
  put(bucket: string, text: string): string {
    let policy: Policy;
    try {
      policy = JSON.parse(text) as Policy;
    } catch {
      // moto says what it thinks of it.
      return text;
    }
    this.#whole.set(bucket, text);
    if (policy.Statement === undefined) return text;
    const kept = policy.Statement.filter(({ Condition }) => Condition === undefined);
    return JSON.stringify({ ...policy, Statement: kept });
  }

  /** The policy as it was put, for the one that moto gives; an error stays what it is. */
  whole(bucket: string, answered: string): string {
    return answered.startsWith("{") ? (this.#whole.get(bucket) ?? answered) : answered;
  }
}
