import type { ObservedFailure } from "../match-failure.ts";
import type { Job } from "../runtime/job.ts";
import { configuredEndpoint } from "./endpoint.ts";
import { stsHost } from "./partitions.ts";
import { observeSdkError } from "./sdk-error.ts";

/**
 * Returns what a call of STS threw, with the host that was called and the code of a broken connection.
 * @param endpoint of the client; it replaces the endpoint of the environment
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

function hostOf(
  region: string,
  environment: Job["environment"],
  endpoint = configuredEndpoint("STS", environment),
): string {
  return endpoint !== undefined && URL.canParse(endpoint)
    ? new URL(endpoint).hostname
    : stsHost(region, environment);
}
