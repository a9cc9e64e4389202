import { STSClient } from "@aws-sdk/client-sts";

/**
 * The form of a region's name in every partition: eu-west-1, us-gov-west-1, cn-north-1, eusc-de-east-1,
 * us-isof-south-1. Which regions exist is known to AWS: a list here would refuse a new one.
 */
export const REGION = /^[a-z]{2,}(?:-[a-z]+)+-\d+$/;

/**
 * The regional STS host of a region. The domain differs by partition; the endpoint rules of the SDK know it.
 * https://docs.aws.amazon.com/general/latest/gr/sts.html
 */
export function stsHost(region: string): string {
  const { endpointProvider } = new STSClient({ region }).config;
  const rules = { Region: region, UseDualStack: false, UseFIPS: false, UseGlobalEndpoint: false };
  return endpointProvider(rules).url.hostname;
}
