import { expect, test } from "@jest/globals";
import { domainOf, isHostOfAws, partitionOf } from "../../../../../actions/lib/aws/domain.ts";
import { stsHost } from "../../../../../actions/lib/aws/partitions.ts";

test.each([
  ...["eu-west-1", "us-gov-west-1", "cn-north-1", "eusc-de-east-1"],
  ...["us-iso-east-1", "us-isob-east-1", "eu-isoe-west-1", "us-isof-south-1"],
])("the domain of %s is the same as in the SDK", (region) => {
  expect(`sts.${region}.${domainOf(region)}`).toBe(stsHost(region));
});

test.each([
  ...["eu-west-1", "us-gov-west-1", "cn-north-1", "eusc-de-east-1"],
  ...["us-iso-east-1", "us-isob-east-1", "eu-isoe-west-1", "us-isof-south-1"],
])("endpoints of %s belong to AWS, those for IPv6 too", (region) => {
  for (const kind of [{}, { AWS_USE_DUALSTACK_ENDPOINT: "true" }])
    expect([stsHost(region, kind), isHostOfAws(stsHost(region, kind))]).toStrictEqual([
      expect.any(String),
      true,
    ]);
});

test.each(["minio.example", "amazonaws.com.evil.example", "notamazonaws.com", "api.aws.example"])(
  "%s is not a host of AWS",
  (host) => {
    expect(isHostOfAws(host)).toBe(false);
  },
);

test.each([
  ["eu-west-1", "aws"],
  ["us-gov-west-1", "aws-us-gov"],
  ["cn-northwest-1", "aws-cn"],
  ["eusc-de-east-1", "aws-eusc"],
  ["us-iso-west-1", "aws-iso"],
  ["us-isob-east-1", "aws-iso-b"],
  ["eu-isoe-west-1", "aws-iso-e"],
  ["us-isof-south-1", "aws-iso-f"],
  ["", "aws"],
])("the partition of %s is %s", (region, partition) => {
  expect(partitionOf(region)).toBe(partition);
});
