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

  test("keeps statements of others, also one of a usual name, and replaces ours in its place", () => {
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

  test("may be one statement without a list", () => {
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

describe("a statement of others that does the same", () => {
  const theirs = { ...ours, Sid: "NoHttp" };
  test.each([
    ["in another order", Object.fromEntries(Object.entries(theirs).reverse())],
    [
      "with lists",
      {
        ...theirs,
        Principal: { AWS: ["*"] },
        Action: ["S3:*"],
        Resource: "*",
        Condition: { Bool: { "AWS:SecureTransport": [false] } },
      },
    ],
    ["for the first release of this action", { ...theirs, Sid: "DenyInsecureTransport" }],
  ])("%s: it is enough", (_, statement) => {
    expect(find({ Statement: statement })).toBe(statement["Sid"]);
  });

  test.each([
    ["allows", { Effect: "Allow" }],
    ["is for one principal", { Principal: { AWS: "arn:aws:iam::1:root" } }],
    ["is for some principals", { Principal: undefined, NotPrincipal: "*" }],
    ["is for reads", { Action: "s3:GetObject" }],
    ["is for objects only", { Resource: "arn:aws-cn:s3:::b/*" }],
    [
      "has one more condition",
      {
        Condition: {
          Bool: { "aws:SecureTransport": "false" },
          StringEquals: { "aws:PrincipalTag/x": "y" },
        },
      },
    ],
    ["refuses TLS", { Condition: { Bool: { "aws:SecureTransport": "true" } } }],
  ])("%s: it is not enough", (_, change) => {
    expect(find({ Statement: [{ ...theirs, ...change }] })).toBeUndefined();
  });
});
