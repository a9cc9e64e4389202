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
  ])("%s on %s is for %s", (action, resource, expected) => {
    expect(JSON.parse(statementFor({ action, resource }))).toStrictEqual({
      Effect: "Allow",
      Action: action,
      Resource: expected,
    });
  });
});

test("the fix of a refusal is the statement, where AWS names the action", () => {
  expect(permissionFix(`${USER} is not authorized to perform: kms:Decrypt`, "x")).toBe(
    'add to the role\'s policy: {"Effect":"Allow","Action":"kms:Decrypt","Resource":"*"}',
  );
  expect(permissionFix("Access Denied", "compare the policy")).toBe("compare the policy");
});

test("an explicit deny is explained in a sentence that names who can lift it", () => {
  expect(explainDeny(`${USER} with an explicit deny in a resource-based policy`)).toBe(
    "a resource-based policy denies it, so an allow in the role cannot help: ask the owner of the resource for the condition of the deny (usual are aws:RequestedRegion, aws:RequestTag and aws:SourceVpce)",
  );
});
