import { describe, expect, test } from "@jest/globals";
import {
  accessEntryCommands,
  principalOf,
} from "../../../../../actions/kube-deploy/src/cluster/access-entry.ts";

const arn = "arn:aws:sts::111122223333:assumed-role/fleet-deploy/gha-77-1";

describe("the principal of the access entry", () => {
  test.each([
    [arn, "arn:aws:iam::111122223333:role/fleet-deploy"],
    ["arn:aws-cn:sts::1:assumed-role/r/s", "arn:aws-cn:iam::1:role/r"],
    ["arn:aws:iam::111122223333:user/jane", "arn:aws:iam::111122223333:user/jane"],
  ])("for %s is %s", (caller, principal) => {
    expect(principalOf(caller)).toBe(principal);
  });
});

test("the commands use the ARNs of the partition (K-E 7)", () => {
  const eks = {
    cluster: "fleet-dev",
    region: "us-gov-west-1",
    partition: "aws-us-gov",
    arn: "arn:aws-us-gov:sts::111122223333:assumed-role/fleet-deploy/gha-77-1",
    publicAccess: true,
    publicRanges: [],
  };
  const target =
    "--cluster-name fleet-dev --region us-gov-west-1 --principal-arn arn:aws-us-gov:iam::111122223333:role/fleet-deploy";
  expect(accessEntryCommands(eks)).toStrictEqual({
    create: `aws eks create-access-entry ${target}`,
    associate: `aws eks associate-access-policy ${target} --policy-arn arn:aws-us-gov:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy --access-scope type=cluster`,
  });
});
