import { createHash } from "node:crypto";

/** The account and region in ARNs. */
export interface Scope {
  accountId: string;
  region: string;
}

/** Returns the AWS partition of a region. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export function partitionOf(region: string): { name: string; suffix: string; reverse: string } {
  if (region.startsWith("cn-"))
    return { name: "aws-cn", suffix: "amazonaws.com.cn", reverse: "cn.com.amazonaws" };
  const name = region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
  return { name, suffix: "amazonaws.com", reverse: "com.amazonaws" };
}

/** Makes an ARN of a regional service. */
export function arn(scope: Scope, service: string, resource: string): string {
  return `arn:${partitionOf(scope.region).name}:${service}:${scope.region}:${scope.accountId}:${resource}`;
}

/** Makes an ARN of IAM, which has no region. */
export function iamArn(scope: Scope, resource: string): string {
  return `arn:${partitionOf(scope.region).name}:iam::${scope.accountId}:${resource}`;
}

/** Makes hexadecimal digits that are always the same for the same seed. */
export function digits(seed: string, length: number): string {
  return createHash("sha512").update(seed).digest("hex").slice(0, length);
}

/** Makes an id in EC2's format, for example vpc-0a1b2c3d4e5f60718. */
export function ec2Id(prefix: string, seed: string): string {
  return `${prefix}-0${digits(seed, 16)}`;
}

/** Makes a UUID in the format of version 4. */
export function uuid(seed: string): string {
  const hex = digits(seed, 32);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join("-");
}

/** Returns an integer from 0 to `limit` - 1. */
export function pick(seed: string, limit: number): number {
  return Number.parseInt(digits(seed, 8), 16) % limit;
}

/** Returns the zones of a region. EC2 maps names to ids differently for each account; here a is 1, b is 2, c is 3. */
export function zonesOf(region: string): { name: string; id: string }[] {
  // eu-west-1 is euw1, ap-southeast-2 is apse2, us-gov-west-1 is usgw1.
  const short = region
    .replace("-gov", "g")
    .replaceAll(/north|south|east|west|central/g, (direction) => direction.charAt(0))
    .replaceAll("-", "");
  return ["a", "b", "c"].map((letter, index) => ({
    name: `${region}${letter}`,
    id: `${short}-az${index + 1}`,
  }));
}
