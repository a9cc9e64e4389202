/**
 * Prefixes of the regions in other partitions, with the domain of their services and the partition's name.
 * https://docs.aws.amazon.com/general/latest/gr/rande.html
 */
const DOMAINS: readonly [regions: RegExp, domain: string, partition: string][] = [
  [/^us-gov-/, "amazonaws.com", "aws-us-gov"],
  [/^cn-/, "amazonaws.com.cn", "aws-cn"],
  [/^eusc-/, "amazonaws.eu", "aws-eusc"],
  [/^us-iso-/, "c2s.ic.gov", "aws-iso"],
  [/^us-isob-/, "sc2s.sgov.gov", "aws-iso-b"],
  [/^eu-isoe-/, "cloud.adc-e.uk", "aws-iso-e"],
  [/^(?:us|eu)-isof-/, "csp.hci.ic.gov", "aws-iso-f"],
];

/**
 * Domains of the endpoints for both IPv4 and IPv6, in each partition.
 * https://docs.aws.amazon.com/general/latest/gr/rande.html#dual-stack-endpoints
 */
const DUAL_STACK = [
  "api.aws",
  "api.amazonwebservices.com.cn",
  "api.amazonwebservices.eu",
  "api.aws.ic.gov",
  "api.aws.scloud",
  "api.cloud-aws.adc-e.uk",
  "api.aws.hci.ic.gov",
];

/** Returns whether a host belongs to AWS, such as the endpoint of a VPC. */
export const isHostOfAws = (host: string): boolean =>
  [...DOMAINS.map(([, domain]) => domain), "amazonaws.com", ...DUAL_STACK].some(
    (domain) => host === domain || host.endsWith(`.${domain}`),
  );

/** Returns the domain of a region's services, which is the domain of its partition. */
export const domainOf = (region: string): string =>
  DOMAINS.find(([regions]) => regions.test(region))?.[1] ?? "amazonaws.com";

/** Returns the partition that an ARN names. */
export const partitionOfArn = (arn: string): string => arn.split(":")[1] ?? "aws";

/** Returns the partition that a region belongs to, as ARNs name it. */
export const partitionOf = (region: string): string =>
  DOMAINS.find(([regions]) => regions.test(region))?.[2] ?? "aws";
