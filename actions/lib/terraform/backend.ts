import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { backendEndpoint, withScheme } from "../aws/endpoint.ts";
import type { Encryption } from "../aws/object-encryption.ts";
import { parseJson } from "./json.ts";

/** Where an initialised folder keeps its state, if it is in S3. */
export interface S3Backend {
  bucket: string;
  region: string;
  /** Key of the object with the state of the selected Terraform workspace. */
  key: string;
  endpoints: BackendEndpoints;
  /** How the state is encrypted according to the backend's own arguments; undefined = the bucket decides. */
  encryption: Encryption | undefined;
  /** The lock is an object next to the state. */
  lockFile: boolean;
  /** The lock is an item of this DynamoDB table. If `lockFile` is set too, terraform takes both locks. */
  lockTable: string | undefined;
  /** The role that the backend itself assumes. */
  role: BackendRole | undefined;
}

/** Addresses that replace AWS's own endpoints. */
interface BackendEndpoints {
  s3?: string;
  dynamodb?: string;
  sts?: string;
}

/** A role that a backend itself assumes. */
export interface BackendRole {
  arn: string;
  sessionName: string | undefined;
  externalId: string | undefined;
  /** File with an OIDC token; undefined = the role is assumed with the credentials that terraform has. */
  tokenFile: string | undefined;
}

/** A member that is not set is null. */
type Member = string | null | undefined;

interface Config {
  bucket?: Member;
  key?: Member;
  region?: Member;
  workspace_key_prefix?: Member;
  encrypt?: boolean | null;
  kms_key_id?: Member;
  sse_customer_key?: Member;
  use_lockfile?: boolean | null;
  dynamodb_table?: Member;
  endpoint?: Member;
  dynamodb_endpoint?: Member;
  endpoints?: Partial<Record<keyof BackendEndpoints, Member>> | null;
  assume_role?: RoleConfig | null;
  assume_role_with_web_identity?: RoleConfig | null;
  role_arn?: Member;
  session_name?: Member;
  external_id?: Member;
}

interface RoleConfig {
  role_arn?: Member;
  session_name?: Member;
  external_id?: Member;
  web_identity_token_file?: Member;
}

interface Initialised {
  backend?: { type?: string; config?: Config };
}

/**
 * Reads what `init` has written about the backend; undefined if the backend is not S3, or if nothing is initialised.
 * This file contains the merged blocks of the configuration and backend.hcl.
 * @param environment of terraform: TF_DATA_DIR and TF_WORKSPACE count
 */
export async function readS3Backend(
  directory: string,
  environment: Readonly<Record<string, string>>,
): Promise<S3Backend | undefined> {
  const data = path.resolve(directory, environment["TF_DATA_DIR"] ?? ".terraform");
  const text = await readFile(path.join(data, "terraform.tfstate"), "utf8").catch(() => "{}");
  const { type, config } = (parseJson(text) as Initialised).backend ?? {};
  if (type !== "s3" || config === undefined) return undefined;
  const { bucket, key } = config;
  const region = config.region ?? environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"];
  if (!bucket || !key || !region) return undefined;
  const workspace = await selectedWorkspace(data, environment);
  return {
    bucket,
    region,
    key:
      workspace === "default"
        ? key
        : `${config.workspace_key_prefix ?? "env:"}/${workspace}/${key}`,
    endpoints: endpointsOf(config, environment),
    encryption: encryptionOf(config),
    lockFile: config.use_lockfile === true,
    lockTable: config.dynamodb_table ?? undefined,
    role: roleOf(config, environment),
  };
}

/**
 * Returns the name of the selected Terraform workspace.
 * @param data the folder that `init` fills
 */
async function selectedWorkspace(
  data: string,
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  const selected = await readFile(path.join(data, "environment"), "utf8").catch(() => "");
  return environment["TF_WORKSPACE"] ?? (selected.trim() || "default");
}

/**
 * Returns a short name of the state of an initialised folder: a hash of bucket and key, or of the Terraform workspace
 * if the state is not in S3.
 */
export async function nameState(
  directory: string,
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  const s3 = await readS3Backend(directory, environment);
  const data = path.resolve(directory, environment["TF_DATA_DIR"] ?? ".terraform");
  const place = s3 ? [s3.bucket, s3.key] : [await selectedWorkspace(data, environment)];
  return createHash("sha256").update(JSON.stringify(place)).digest("hex").slice(0, 12);
}

/**
 * Returns how the state is encrypted. Without `encrypt` the tool ignores a key. A key that the customer keeps is used
 * for the state alone.
 */
const encryptionOf = (config: Config): Encryption | undefined =>
  config.encrypt === true && !config.sse_customer_key
    ? { kmsKeyId: config.kms_key_id || undefined }
    : undefined;

function endpointsOf(
  { endpoints, endpoint, dynamodb_endpoint }: Config,
  environment: Readonly<Record<string, string>>,
): BackendEndpoints {
  const found = {
    // The forms before version 1.6.
    s3: endpoints?.s3 || endpoint || backendEndpoint("S3", environment),
    dynamodb: endpoints?.dynamodb || dynamodb_endpoint || backendEndpoint("DYNAMODB", environment),
    sts: endpoints?.sts || backendEndpoint("STS", environment),
  };
  return Object.fromEntries(
    Object.entries(found).flatMap(([name, address]) =>
      address ? [[name, withScheme(address)]] : [],
    ),
  );
}

/**
 * Returns the role that a backend assumes.
 * https://developer.hashicorp.com/terraform/language/backend/s3#assume-role-configuration
 */
function roleOf(
  config: Config,
  environment: Readonly<Record<string, string>>,
): BackendRole | undefined {
  const web = config.assume_role_with_web_identity;
  // The members at the top level are the form before version 1.6.
  const { role_arn, session_name, external_id, web_identity_token_file }: RoleConfig =
    [web, config.assume_role].find((one) => one?.role_arn) ?? config;
  if (!role_arn) return undefined;
  return {
    arn: role_arn,
    sessionName: session_name ?? undefined,
    externalId: external_id ?? undefined,
    tokenFile: web?.role_arn
      ? (web_identity_token_file ?? environment["AWS_WEB_IDENTITY_TOKEN_FILE"])
      : undefined,
  };
}
