import { describe, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import {
  ec2Id,
  iamArn,
  partitionOf,
  uuid,
  zonesOf,
} from "../../../../rehearsal/terraform/aws/names.ts";
import { policyDocument } from "../../../../rehearsal/terraform/aws/policy-document.ts";
import type { Fields } from "../../../../rehearsal/terraform/values.ts";

const RECORDED = new URL("../../../golden/terraform/policy-documents.json", import.meta.url);

describe("data.aws_iam_policy_document", () => {
  const recorded = JSON.parse(readFileSync(RECORDED, "utf8")) as Record<string, Fields>;

  it.each(Object.entries(recorded))(
    "makes the same document %s as hashicorp/aws 5.100.0",
    (_, document) => {
      const { json, minified_json, id, ...config } = document;
      expect(policyDocument(config)).toMatchObject({ json, minified_json, id });
    },
  );

  it("refuses arguments that it does not implement", () => {
    expect(() => policyDocument({ source_policy_documents: ["{}"] })).toThrow(
      "source_policy_documents of aws_iam_policy_document is not part of the rehearsal",
    );
  });
});

describe("names in AWS", () => {
  it.each([
    ["eu-west-1", "euw1-az1"],
    ["us-east-1", "use1-az1"],
    ["ap-southeast-2", "apse2-az1"],
    ["ca-central-1", "cac1-az1"],
    ["us-gov-west-1", "usgw1-az1"],
  ])("zones of %s have their ids", (region, id) => {
    expect(zonesOf(region)[0]).toStrictEqual({ name: `${region}a`, id });
  });

  it("regions have their partitions", () => {
    expect(partitionOf("cn-north-1")).toMatchObject({ name: "aws-cn", suffix: "amazonaws.com.cn" });
    expect(iamArn({ accountId: "1", region: "us-gov-west-1" }, "role/a")).toBe(
      "arn:aws-us-gov:iam::1:role/a",
    );
  });

  it("ids depend only on their seed", () => {
    expect(ec2Id("vpc", "a")).toBe(ec2Id("vpc", "a"));
    expect(ec2Id("vpc", "a")).not.toBe(ec2Id("vpc", "b"));
    expect(uuid("a")).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
