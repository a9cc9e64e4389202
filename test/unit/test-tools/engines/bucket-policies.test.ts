import { describe, expect, it } from "@jest/globals";
import { BucketPolicies } from "../../../engines/moto/bucket-policies.ts";

const TLS = {
  Effect: "Deny",
  Action: "s3:*",
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};
const READ = { Effect: "Allow", Action: "s3:GetObject" };

describe("bucket policies in front of moto", () => {
  it("moto gets no statement with a condition, who asks gets all of them", () => {
    const policies = new BucketPolicies();
    const whole = JSON.stringify({ Version: "2012-10-17", Statement: [TLS, READ] });
    const forMoto = policies.put("/bucket", whole);
    expect(JSON.parse(forMoto)).toStrictEqual({ Version: "2012-10-17", Statement: [READ] });
    expect(policies.whole("/bucket", forMoto)).toBe(whole);
  });

  it("an error of moto, and the policy of another bucket, are passed on", () => {
    const policies = new BucketPolicies();
    policies.put("/bucket", JSON.stringify({ Statement: [TLS] }));
    const gone = "<Error><Code>NoSuchBucketPolicy</Code></Error>";
    expect(policies.whole("/bucket", gone)).toBe(gone);
    expect(policies.whole("/other", '{"Statement":[]}')).toBe('{"Statement":[]}');
  });
});
