import { readFile } from "node:fs/promises";
import type { S3ClientConfig } from "@aws-sdk/client-s3";
import type { Job } from "../runtime/job.ts";
import { roleProvider } from "./assume-role.ts";
import { ProxyHandler } from "./proxy.ts";

/**
 * Options of an S3 client with the identity that terraform itself has: what its environment holds, else that of this
 * process.
 * @param environment variables of terraform
 * @param endpoint undefined = the SDK's own, AWS_ENDPOINT_URL included
 */
export function s3Options(
  { region, endpoint }: { region: string; endpoint?: string | undefined },
  environment: Readonly<Record<string, string>>,
  job: Job,
): S3ClientConfig {
  const base = { region, requestHandler: new ProxyHandler() };
  const credentials = credentialsOf(environment, base, job);
  return {
    ...base,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
  };
}

/** The identity that the variables lead to; undefined: that of this process. */
function credentialsOf(
  environment: Readonly<Record<string, string>>,
  base: Parameters<typeof roleProvider>[1],
  job: Job,
) {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = environment;
  const sessionToken = environment["AWS_SESSION_TOKEN"];
  if (accessKeyId !== undefined && secretAccessKey !== undefined)
    return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
  const { AWS_ROLE_ARN: arn, AWS_WEB_IDENTITY_TOKEN_FILE: file } = environment;
  if (arn === undefined || file === undefined) return undefined;
  const role = { arn, sessionName: environment["AWS_ROLE_SESSION_NAME"] ?? "post", audience: "" };
  // The file that terraform reads holds a token of this job, and is renewed.
  return roleProvider(role, base, { ...job, idToken: () => readFile(file, "utf8") });
}
