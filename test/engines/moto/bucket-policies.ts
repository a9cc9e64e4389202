interface Policy {
  Statement?: { Condition?: unknown }[];
}

/**
 * moto applies bucket policies but ignores their conditions: a policy that denies requests without TLS denies
 * all requests there. So moto gets policies without their conditional statements, and clients read the complete
 * policies.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html
 */
export class BucketPolicies {
  /** Complete policies by the path of the bucket. */
  readonly #whole = new Map<string, string>();

  /** Keeps a policy that a client puts, and returns the policy for moto. */
  put(bucket: string, text: string): string {
    let policy: Policy;
    try {
      policy = JSON.parse(text) as Policy;
    } catch {
      // moto reports what is wrong with the text.
      return text;
    }
    this.#whole.set(bucket, text);
    if (policy.Statement === undefined) return text;
    const kept = policy.Statement.filter(({ Condition }) => Condition === undefined);
    return JSON.stringify({ ...policy, Statement: kept });
  }

  /** Returns the policy as it was put, instead of moto's answer. An error of moto stays unchanged. */
  whole(bucket: string, answered: string): string {
    return answered.startsWith("{") ? (this.#whole.get(bucket) ?? answered) : answered;
  }
}
