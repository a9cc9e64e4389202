import { expect, test } from "@jest/globals";
import { matchFailure } from "../../../../../actions/lib/match-failure.ts";
import { AWS_RULES } from "../../../../../actions/lib/terraform/aws-rules.ts";
import { observeDiagnostic } from "../../../../../actions/lib/terraform/observe.ts";
import { error } from "./diagnostics.ts";

const explain = (address: string | undefined, detail: string) =>
  matchFailure(
    AWS_RULES,
    observeDiagnostic(
      "plan",
      error("Cannot assume IAM Role", { detail, ...(address === undefined ? {} : { address }) }),
    ),
  );
const refused = (code: string) =>
  `IAM Role (arn:aws:iam::999900001111:role/pier) cannot be assumed.\n\nError: operation error STS: AssumeRole, https response error StatusCode: 403, RequestID: R, api error ${code}: User: arn:aws:sts::111122223333:assumed-role/plan/x is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::999900001111:role/pier`;

test.each([
  ["the backend", undefined],
  ["the AWS provider", 'provider["registry.terraform.io/hashicorp/aws"]'],
])("names a role that %s may not assume, with both policies", (_, address) => {
  const known = explain(address, refused("AccessDenied"));
  expect(known?.reason).toBe("access-denied");
  expect(known?.fix).toMatch(/"sts:AssumeRole".*999900001111:role\/pier.*trust policy/);
});

test("an expired session is not a missing permission", () => {
  expect(explain(undefined, refused("ExpiredToken"))?.reason).toBe("credentials-expired");
});

test("the same message of another provider is not from AWS", () => {
  expect(explain("harbour_role.main", refused("AccessDenied"))).toBeUndefined();
});

test("a key that is missing or not allowed is not a missing permission for the bucket", () => {
  const said =
    "operation error S3: GetObject, https response error StatusCode: 403, RequestID: R, api error AccessDenied: The ciphertext refers to a\ncustomer master key that does not exist, does not exist in this region, or you are not allowed to access.";
  const known = matchFailure(
    AWS_RULES,
    observeDiagnostic("plan", error("Error loading state", { detail: said })),
  );
  expect(known?.reason).toBe("access-denied");
  expect(known?.fix).toMatch(/KMS key .*kms:Decrypt and kms:GenerateDataKey/);
});
