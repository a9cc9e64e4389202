/** Beginnings of regions whose services have another domain. https://docs.aws.amazon.com/general/latest/gr/rande.html */
const DOMAINS: readonly [RegExp, string][] = [
  [/^cn-/, "amazonaws.com.cn"],
  [/^eusc-/, "amazonaws.eu"],
  [/^us-iso-/, "c2s.ic.gov"],
  [/^us-isob-/, "sc2s.sgov.gov"],
  [/^eu-isoe-/, "cloud.adc-e.uk"],
  [/^(?:us|eu)-isof-/, "csp.hci.ic.gov"],
];

/** The domain under which a region's services are: that of its partition. */
export const domainOf = (region: string): string =>
  DOMAINS.find(([regions]) => regions.test(region))?.[1] ?? "amazonaws.com";
