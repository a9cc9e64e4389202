import { describe, expect, test } from "@jest/globals";
import {
  findTlsStatement,
  mergeStatement,
  tlsStatement,
} from "../../../../../actions/setup-terraform-backend/src/bucket/policy.ts";
import type { Policy } from "../../../../../actions/setup-terraform-backend/src/bucket/policy.ts";

const ours = tlsStatement("b", "aws-cn");
const find = (policy: Policy | undefined) => findTlsStatement(policy, "b", "aws-cn")?.Sid;

describe("the bucket's policy", () => {
  test("names the partition", () => {
    expect(ours["Resource"]).toStrictEqual(["arn:aws-cn:s3:::b", "arn:aws-cn:s3:::b/*"]);
  });

  test("keeps other statements, also one with a common name, and replaces the action's own statement", () => {
    const theirs = {
      Sid: "DenyInsecureTransport",
      Effect: "Deny",
      Condition: { NumericLessThan: { "s3:TlsVersion": 1.3 } },
    };
    const stale = { Sid: ours.Sid ?? "", Effect: "Allow" };
    const last = { Effect: "Allow", Unknown: [1] };
    const policy = { Version: "2008-10-17", Id: "x", Statement: [theirs, stale, last] };
    const merged = mergeStatement(policy, ours);
    expect(merged).toStrictEqual({
      Version: "2008-10-17",
      Id: "x",
      Statement: [theirs, ours, last],
    });
    expect([find(policy), find(merged)]).toStrictEqual([undefined, ours.Sid]);
  });

  test("can be one statement without a list", () => {
    expect(mergeStatement({ Statement: { Sid: "One" } }, ours).Statement).toStrictEqual([
      { Sid: "One" },
      ours,
    ]);
    expect(mergeStatement(undefined, ours)).toStrictEqual({
      Version: "2012-10-17",
      Statement: [ours],
    });
  });
});

describe("a statement of somebody else with the same effect", () => {
  const theirs = { ...ours, Sid: "NoHttp" };
  test.each([
    ["is enough in another order", Object.fromEntries(Object.entries(theirs).reverse())],
    [
      "is enough with lists",
      {
        ...theirs,
        Principal: { AWS: ["*"] },
        Action: ["S3:*"],
        Resource: "*",
        Condition: { Bool: { "AWS:SecureTransport": [false] } },
      },
    ],
    [
      "is enough with the ID of the first release of this action",
      { ...theirs, Sid: "DenyInsecureTransport" },
    ],
  ])("%s", (_, statement) => {
    expect(find({ Statement: statement })).toBe(statement["Sid"]);
  });

  test.each([
    ["it allows", { Effect: "Allow" }],
    ["it is for one principal", { Principal: { AWS: "arn:aws:iam::1:root" } }],
    ["it is for some principals", { Principal: undefined, NotPrincipal: "*" }],
    ["it is for reads", { Action: "s3:GetObject" }],
    ["it is only for objects", { Resource: "arn:aws-cn:s3:::b/*" }],
    [
      "it has one more condition",
      {
        Condition: {
          Bool: { "aws:SecureTransport": "false" },
          StringEquals: { "aws:PrincipalTag/x": "y" },
        },
      },
    ],
    ["it refuses TLS", { Condition: { Bool: { "aws:SecureTransport": "true" } } }],
  ])("is not enough if %s", (_, change) => {
    expect(find({ Statement: [{ ...theirs, ...change }] })).toBeUndefined();
  });
});
