import { STSClient } from "@aws-sdk/client-sts";

type Variables = Readonly<Record<string, string>>;

/**
 * Returns whether the job wants this type of endpoint. SDKs and terraform obey the same variables.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-endpoints.html
 */
const isWanted = (variables: Variables, kind: "FIPS" | "DUALSTACK"): boolean =>
  variables[`AWS_USE_${kind}_ENDPOINT`]?.toLowerCase() === "true";

/**
 * Returns the regional STS host of a region. The domain differs by partition; the endpoint rules of the SDK know it.
 * https://docs.aws.amazon.com/general/latest/gr/sts.html
 * @param variables of the job
 */
export const stsHost = (region: string, variables: Variables = {}): string =>
  hostByRules(region, variables, isWanted(variables, "FIPS"));

function hostByRules(region: string, variables: Variables, UseFIPS: boolean): string {
  const { endpointProvider } = new STSClient({ region }).config;
  const UseDualStack = isWanted(variables, "DUALSTACK");
  const rules = { Region: region, UseDualStack, UseFIPS, UseGlobalEndpoint: false };
  return endpointProvider(rules).url.hostname;
}

/** Services whose endpoints in AWS GovCloud are FIPS endpoints, without the word in their names. */
const FIPS_IN_GOVCLOUD = ["dynamodb"];

/**
 * Returns the host of another regional service: it has the same domain as STS.
 * https://docs.aws.amazon.com/general/latest/gr/rande.html
 * @param variables of the job
 */
export function serviceHost(service: string, region: string, variables: Variables): string {
  const isPlain = region.startsWith("us-gov-") && FIPS_IN_GOVCLOUD.includes(service);
  const word = isWanted(variables, "FIPS") && !isPlain ? `${service}-fips` : service;
  return hostByRules(region, variables, false).replace(/^sts\./, `${word}.`);
}
