import type { ObservedFailure } from "../match-failure.ts";
import type { Job } from "../runtime/job.ts";
import { stsHost } from "./partitions.ts";
import { observeSdkError } from "./sdk-error.ts";

/**
 * What a call of STS threw, with the host that was called and the code of a broken connection.
 * @param endpoint of the client, in the place of that of the environment
 */
export function observeSts(
  error: unknown,
  region: string,
  { environment }: Pick<Job, "environment">,
  endpoint?: string,
): ObservedFailure & { origin: "sts" } {
  const { code } = error as { code?: unknown };
  const observed = { ...observeSdkError("sts", error), origin: "sts" as const };
  const host = hostOf(region, environment, endpoint);
  return typeof code === "string" ? { ...observed, host, code } : { ...observed, host };
}

/** A private or local endpoint may be set. https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html */
function hostOf(
  region: string,
  environment: Job["environment"],
  endpoint = environment["AWS_ENDPOINT_URL_STS"] ?? environment["AWS_ENDPOINT_URL"],
): string {
  return endpoint !== undefined && URL.canParse(endpoint)
    ? new URL(endpoint).hostname
    : stsHost(region, environment);
}
