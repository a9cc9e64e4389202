import { expect, test } from "@jest/globals";
import { region as regionType } from "../../../../../actions/lib/aws/input-types.ts";
import { serviceHost, stsHost } from "../../../../../actions/lib/aws/partitions.ts";

// One region of each partition. K-E 3
// https://docs.aws.amazon.com/general/latest/gr/sts.html
const REGIONS = [
  ["eu-west-1", "sts.eu-west-1.amazonaws.com"],
  ["us-gov-west-1", "sts.us-gov-west-1.amazonaws.com"],
  ["cn-north-1", "sts.cn-north-1.amazonaws.com.cn"],
  ["eusc-de-east-1", "sts.eusc-de-east-1.amazonaws.eu"],
  ["us-iso-east-1", "sts.us-iso-east-1.c2s.ic.gov"],
  ["us-isob-east-1", "sts.us-isob-east-1.sc2s.sgov.gov"],
  ["us-isof-south-1", "sts.us-isof-south-1.csp.hci.ic.gov"],
  ["eu-isoe-west-1", "sts.eu-isoe-west-1.cloud.adc-e.uk"],
] as const;

test.each(REGIONS)("%s is a region, and its STS host is %s", (region, host) => {
  expect(regionType.parse(region)).toBe(region);
  expect(stsHost(region)).toBe(host);
});

test("K-E 3: us-east-1 does not use the global host, because a token is valid in one region", () => {
  expect(stsHost("us-east-1")).toBe("sts.us-east-1.amazonaws.com");
});

const FIPS = { AWS_USE_FIPS_ENDPOINT: "true" };
const DUAL_STACK = { AWS_USE_DUALSTACK_ENDPOINT: "TRUE" };

// https://docs.aws.amazon.com/general/latest/gr/asm.html, https://docs.aws.amazon.com/general/latest/gr/ddb.html
test.each([
  ["us-east-1", {}, "sts.us-east-1.amazonaws.com", "secretsmanager.us-east-1.amazonaws.com"],
  [
    "us-east-1",
    FIPS,
    "sts-fips.us-east-1.amazonaws.com",
    "secretsmanager-fips.us-east-1.amazonaws.com",
  ],
  [
    "us-gov-west-1",
    FIPS,
    "sts.us-gov-west-1.amazonaws.com",
    "secretsmanager-fips.us-gov-west-1.amazonaws.com",
  ],
  ["eu-west-1", DUAL_STACK, "sts.eu-west-1.api.aws", "secretsmanager.eu-west-1.api.aws"],
  [
    "us-east-2",
    { ...FIPS, ...DUAL_STACK },
    "sts-fips.us-east-2.api.aws",
    "secretsmanager-fips.us-east-2.api.aws",
  ],
  [
    "eu-west-1",
    { AWS_USE_FIPS_ENDPOINT: "false" },
    "sts.eu-west-1.amazonaws.com",
    "secretsmanager.eu-west-1.amazonaws.com",
  ],
])("endpoints for a job in %s with %j", (region, variables, sts, secrets) => {
  expect(stsHost(region, variables)).toBe(sts);
  expect(serviceHost("secretsmanager", region, variables)).toBe(secrets);
});

test("DynamoDB in GovCloud has no separate FIPS endpoint", () => {
  expect(serviceHost("dynamodb", "us-gov-east-1", FIPS)).toBe(
    "dynamodb.us-gov-east-1.amazonaws.com",
  );
  expect(serviceHost("dynamodb", "us-west-2", FIPS)).toBe("dynamodb-fips.us-west-2.amazonaws.com");
});
