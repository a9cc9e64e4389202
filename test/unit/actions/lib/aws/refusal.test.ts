import { describe, expect, test } from "@jest/globals";
import {
  explainDeny,
  permissionFix,
  refusedAction,
  statementFor,
} from "../../../../../actions/lib/aws/refusal.ts";

const USER = "User: arn:aws:sts::111122223333:assumed-role/deploy/gha-7-1";

describe("refusedAction", () => {
  test.each([
    [
      `${USER} is not authorized to perform: ecr:PutImage on resource: arn:aws:ecr:eu-west-1:111122223333:repository/r because no identity-based policy allows the ecr:PutImage action`,
      {
        action: "ecr:PutImage",
        resource: "arn:aws:ecr:eu-west-1:111122223333:repository/r",
      },
    ],
    [
      `${USER} is not authorized to perform: s3:ListBucket on resource: "arn:aws:s3:::fleet-state" because no session policy allows the s3:ListBucket action`,
      { action: "s3:ListBucket", resource: "arn:aws:s3:::fleet-state" },
    ],
    [
      "You are not authorized to perform: ec2:CreateVpc",
      { action: "ec2:CreateVpc", resource: undefined },
    ],
    ["not authorized to see this", undefined],
  ])("%s", (text, expected) => {
    expect(refusedAction(text)).toStrictEqual(expected);
  });
});

describe("statementFor", () => {
  test.each([
    ["ecr:PutImage", "arn:aws:ecr:x", "arn:aws:ecr:x"],
    ["ecr:PutImage", undefined, "*"],
    // I-E 5
    ["ecr:GetAuthorizationToken", "arn:aws:ecr:x", "*"],
  ])("the statement for %s on %s has the resource %s", (action, resource, expected) => {
    expect(JSON.parse(statementFor({ action, resource }))).toStrictEqual({
      Effect: "Allow",
      Action: action,
      Resource: expected,
    });
  });
});

test("the fix of a refusal is the missing statement if AWS names the action", () => {
  expect(permissionFix(`${USER} is not authorized to perform: kms:Decrypt`, "x")).toBe(
    'add to the role\'s policy: {"Effect":"Allow","Action":"kms:Decrypt","Resource":"*"}',
  );
  expect(permissionFix("Access Denied", "compare the policy")).toBe("compare the policy");
});

test("an explicit deny is explained with a sentence that names who can remove it", () => {
  expect(explainDeny(`${USER} with an explicit deny in a resource-based policy`)).toBe(
    "a resource-based policy denies it, so an allow in the role cannot help: ask the owner of the resource for the condition of the deny (common ones are aws:RequestedRegion, aws:RequestTag and aws:SourceVpce)",
  );
});

describe("the fix of a refusal", () => {
  const refused = (action: string, resource: string, why: string) =>
    `${USER} is not authorized to perform: ${action} on resource: ${resource} ${why}`;

  test("names the key, its account and both policies if the KMS key is in another account", () => {
    const key = "arn:aws:kms:eu-north-1:777788889999:key/2222bbbb";
    const why = "because no resource-based policy allows the kms:GenerateDataKey action";
    const fix = `allow the role kms:GenerateDataKey in the key policy of ${key} (account 777788889999); a role of another account also needs it in its own policy`;
    const said = refused("kms:GenerateDataKey", key, why);
    expect(permissionFix(said, "x")).toBe(fix);
    // Terraform breaks lines at 78 characters.
    expect(permissionFix(said.replaceAll(" ", "\n"), "x")).toBe(fix);
  });

  test.each([
    ["service control", "the organization's administrators"],
    ["VPC endpoint", "whoever manages the VPC endpoint"],
    ["permissions boundary", "whoever set the permissions boundary"],
    ["session", "whoever made the session policy"],
  ])(
    "names who can change the %s policy that allows no use of a KMS key, not the key policy",
    (policy, owner) => {
      const key = "arn:aws:kms:eu-north-1:777788889999:key/2222bbbb";
      const why = `because no ${policy} policy allows the kms:Decrypt action`;
      const fix = permissionFix(refused("kms:Decrypt", key, why), "x");
      expect(fix).toContain(`no ${policy} policy allows kms:Decrypt`);
      expect(fix).toContain(owner);
      expect(fix).not.toContain("key policy");
    },
  );

  test.each([
    ["kms:Decrypt", "arn:aws:kms:eu-north-1:777788889999:key/2222bbbb", "the key policy"],
    ["ecr:BatchGetImage", "arn:aws:ecr:eu-north-1:777788889999:repository/base", "its own policy"],
  ])(
    "has the statement and the other account for %s on a resource of another account",
    (action, arn, policy) => {
      const why = `because no identity-based policy allows the ${action} action`;
      const fix = permissionFix(refused(action, arn, why), "x");
      expect(fix).toMatch(/^add to the role's policy: \{"Effect":"Allow"/);
      expect(fix).toContain(`account 777788889999, so ${policy} must allow the role ${action}`);
      const own = refused(action, arn.replace("777788889999", "111122223333"), why);
      expect(permissionFix(own, "x")).toMatch(/^add to the role's policy: \{[^}]*\}$/);
    },
  );

  test.each([
    [
      "because no service control policy allows the s3:GetObject action",
      /organization's administrators/,
    ],
    ["because no VPC endpoint policy allows the s3:GetObject action", /VPC endpoint/],
    [
      "because no permissions boundary allows the s3:GetObject action",
      /permissions boundary of the role/,
    ],
    ["with an explicit deny in a resource control policy", /organization's administrators/],
    ["with an explicit deny in an identity-based policy", /^an identity-based policy denies it/],
    [
      "with an explicit deny in a permissions boundary\n",
      /^a permissions boundary policy denies it.* whoever set the permissions boundary/,
    ],
  ])("%s", (why, owner) => {
    const fix = permissionFix(refused("s3:GetObject", "arn:aws:s3:::b/k", why), "x");
    expect(fix).toMatch(owner);
    expect(fix).toContain("an allow in the role");
  });

  test.each([
    ["public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access."],
    [
      "public access control lists (ACLs) are prevented by the BlockPublicAcls setting in S3 Block Public Access.",
    ],
  ])("has no statement that would not help if S3 blocks public access: because %s", (why) => {
    const said = refused("s3:PutBucketPolicy", '"arn:aws:s3:::b"', `because ${why}`);
    const fix = permissionFix(said.replaceAll(" ", "\n"), "x");
    expect(fix).toMatch(
      /^S3 Block Public Access \(BlockPublic(?:Policy|Acls)\) refuses it, so an allow in the role cannot help/,
    );
    expect(fix).not.toContain('"Effect":"Allow"');
  });

  test.each([
    "with an explicit deny",
    "with an explicit deny. Encoded authorization failure message: x",
  ])("has no statement that would not help if AWS does not name the policy: %s", (why) => {
    const fix = permissionFix(refused("iam:GetRole", "arn:aws:iam::1:role/pier", why), "x");
    expect(fix).toMatch(
      /^a policy denies it, .* cannot help: look for a Deny .*MultiFactorAuthPresent/,
    );
    expect(fix).not.toContain('"Effect":"Allow"');
  });

  test.each(["the resource associated with this ciphertext", "this resource"])(
    "names the key policy and the role's own policy if KMS does not name the key (%s)",
    (what) => {
      const said = `${USER} is not authorized to perform: kms:Decrypt on ${what} because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access`;
      expect(permissionFix(said, "x")).toMatch(
        /^allow the role kms:Decrypt in the policy of the KMS key .* the role's own policy/,
      );
    },
  );

  test("says how to decode a message of EC2", () => {
    const said =
      "You are not authorized to perform this operation. Encoded authorization failure message: Vx7";
    expect(permissionFix(said, "x")).toContain("aws sts decode-authorization-message");
  });

  test("is the statement if the role's own policy does not allow the action", () => {
    const why = "because no identity-based policy allows the s3:GetObject action";
    expect(permissionFix(refused("s3:GetObject", "arn:aws:s3:::b/k", why), "x")).toContain(
      '"Action":"s3:GetObject"',
    );
  });
});
