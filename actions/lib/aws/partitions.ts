import { STSClient } from "@aws-sdk/client-sts";

/**
 * The regional STS host of a region. The domain differs by partition; the endpoint rules of the SDK know it.
 * https://docs.aws.amazon.com/general/latest/gr/sts.html
 */
export function stsHost(region: string): string {
  const { endpointProvider } = new STSClient({ region }).config;
  const rules = { Region: region, UseDualStack: false, UseFIPS: false, UseGlobalEndpoint: false };
  return endpointProvider(rules).url.hostname;
}
