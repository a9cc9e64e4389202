import { domainOf } from "../../aws/domain.ts";

/**
 * Returns the host of the ECR registry of an account and region.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html
 */
export const registryOf = ({
  awsRegion: region = "",
  expectedAccountId: account = "",
}: {
  awsRegion?: string | undefined;
  expectedAccountId?: string | undefined;
}): string => `${account}.dkr.ecr.${region}.${domainOf(region)}`;
