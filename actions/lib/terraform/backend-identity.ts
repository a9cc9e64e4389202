import { readFile } from "node:fs/promises";
import { roleProvider } from "../aws/assume-role.ts";
import { chainedRole } from "../aws/chained-role.ts";
import type { CredentialProvider, Credentials } from "../aws/credentials.ts";
import { ProxyHandler } from "../aws/proxy.ts";
import type { Job } from "../runtime/job.ts";
import type { BackendRole, S3Backend } from "./backend.ts";
import type { RootModule } from "./root-module.ts";

/** What terraform runs with. Its credentials are also the backend's, unless the backend assumes a role. */
export type Opened = Pick<RootModule, "environment" | "job">;

/** Options for SDK clients that read what the backend of a workspace stores. */
export interface BackendClient {
  region: string;
  requestHandler: ProxyHandler;
  /** Undefined = the SDK finds the credentials of this process, as terraform does. */
  credentials?: CredentialProvider | Credentials;
}

/** Returns the identity with which terraform itself reads and writes the state. */
export function backendClient(
  { region, role, endpoints }: Pick<S3Backend, "region" | "role" | "endpoints">,
  { environment, job }: Opened,
): BackendClient {
  const base = { region, requestHandler: new ProxyHandler() };
  const own = toolCredentials(environment, base, job);
  const client = own === undefined ? base : { ...base, credentials: own };
  if (role === undefined) return client;
  const sts = endpoints.sts === undefined ? {} : { endpoint: endpoints.sts };
  return { ...base, credentials: roleCredentials(role, { ...client, ...sts }, job) };
}

/**
 * Returns the credentials of a role that a backend assumes: with the token in a file, otherwise with the credentials of
 * the client.
 * @throws ActionError when the credentials are requested: `assume-role-failed`, `sts-unavailable`
 */
export function roleCredentials(
  { arn, externalId, tokenFile, sessionName = "eks-pipeline-post" }: BackendRole,
  client: BackendClient & { endpoint?: string },
  job: Job,
): CredentialProvider {
  if (tokenFile !== undefined) {
    const { region, requestHandler } = client;
    const role = { arn, sessionName, audience: "" };
    return roleProvider(role, { region, requestHandler }, withToken(tokenFile, job));
  }
  const role = { arn, sessionName, ...(externalId === undefined ? {} : { externalId }) };
  return chainedRole(role, client, job);
}

/** Returns the identity that terraform's variables lead to; undefined = the identity of this process. */
function toolCredentials(
  environment: RootModule["environment"],
  base: Parameters<typeof roleProvider>[1],
  job: Job,
): CredentialProvider | Credentials | undefined {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = environment;
  const sessionToken = environment["AWS_SESSION_TOKEN"];
  if (accessKeyId !== undefined && secretAccessKey !== undefined)
    return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
  const { AWS_ROLE_ARN: arn, AWS_WEB_IDENTITY_TOKEN_FILE: file } = environment;
  if (arn === undefined || file === undefined) return undefined;
  const role = { arn, sessionName: environment["AWS_ROLE_SESSION_NAME"] ?? "post", audience: "" };
  return roleProvider(role, base, withToken(file, job));
}

/**
 * Returns the job with the token in the file that terraform reads. The file contains a token of this job, and is
 * renewed.
 */
const withToken = (file: string, job: Job) => ({
  ...job,
  idToken: () => readFile(file, "utf8"),
});
