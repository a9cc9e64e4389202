/** Beginnings of regions whose services have another domain. https://docs.aws.amazon.com/general/latest/gr/rande.html */
const DOMAINS: readonly [RegExp, string][] = [
  [/^cn-/, "amazonaws.com.cn"],
  [/^eusc-/, "amazonaws.eu"],
  [/^us-iso-/, "c2s.ic.gov"],
  [/^us-isob-/, "sc2s.sgov.gov"],
  [/^eu-isoe-/, "cloud.adc-e.uk"],
  [/^(?:us|eu)-isof-/, "csp.hci.ic.gov"],
];

/** Whether a host is one of AWS, such as the endpoint of a VPC. `api.aws` has those for IPv4 and IPv6. */
export const isHostOfAws = (host: string): boolean =>
  [...DOMAINS.map(([, domain]) => domain), "amazonaws.com", "api.aws"].some(
    (domain) => host === domain || host.endsWith(`.${domain}`),
  );

/** The domain under which a region's services are: that of its partition. */
export const domainOf = (region: string): string =>
  DOMAINS.find(([regions]) => regions.test(region))?.[1] ?? "amazonaws.com";
