import { describe, expect, test } from "@jest/globals";
import {
  hasStatement,
  mergeStatement,
  tlsStatement,
} from "../../../../../actions/setup-terraform-backend/src/bucket/policy.ts";

describe("the bucket's policy", () => {
  const ours = tlsStatement("b", "aws-cn");
  test("names the partition", () => {
    expect(ours["Resource"]).toStrictEqual(["arn:aws-cn:s3:::b", "arn:aws-cn:s3:::b/*"]);
  });

  test("keeps other statements, replaces the one of the same Sid", () => {
    const other = { Sid: "Theirs", Effect: "Allow" };
    const stale = { Sid: ours.Sid ?? "", Effect: "Allow" };
    const merged = mergeStatement(
      { Version: "2008-10-17", Id: "x", Statement: [stale, other] },
      ours,
    );
    expect(merged).toStrictEqual({ Version: "2008-10-17", Id: "x", Statement: [other, ours] });
    expect(hasStatement(merged, ours)).toBe(true);
    expect(hasStatement({ Statement: [stale] }, ours)).toBe(false);
  });

  test("may be one statement without a list, in any order of members", () => {
    const turned = Object.fromEntries(Object.entries(ours).reverse());
    expect(hasStatement({ Statement: turned }, ours)).toBe(true);
    expect(mergeStatement({ Statement: { Sid: "One" } }, ours).Statement).toHaveLength(2);
    expect(hasStatement(undefined, ours)).toBe(false);
  });
});
