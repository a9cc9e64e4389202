import { expect, test } from "@jest/globals";
import { domainOf } from "../../../../../actions/lib/aws/domain.ts";
import { stsHost } from "../../../../../actions/lib/aws/partitions.ts";

test.each([
  ...["eu-west-1", "us-gov-west-1", "cn-north-1", "eusc-de-east-1"],
  ...["us-iso-east-1", "us-isob-east-1", "eu-isoe-west-1", "us-isof-south-1"],
])("the domain of %s is the one that the SDK knows", (region) => {
  expect(`sts.${region}.${domainOf(region)}`).toBe(stsHost(region));
});
