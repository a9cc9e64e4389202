import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { backendEndpoint, withScheme } from "../aws/endpoint.ts";
import type { Encryption } from "../aws/object-encryption.ts";
import { parseJson } from "./json.ts";

/** Where an initialised folder keeps its state, when that is S3. */
export interface S3Backend {
  bucket: string;
  region: string;
  /** Object of the state of the selected Terraform workspace. */
  key: string;
  endpoints: BackendEndpoints;
  /** How the state is encrypted by its own arguments; undefined = it is up to the bucket. */
  encryption: Encryption | undefined;
  /** The lock is an object beside the state. */
  lockFile: boolean;
  /** The lock is an item of this DynamoDB table; with `lockFile`, terraform takes both. */
  lockTable: string | undefined;
  /** The role that the backend assumes by itself. */
  role: BackendRole | undefined;
}

/** Addresses that replace those of AWS. */
interface BackendEndpoints {
  s3?: string;
  dynamodb?: string;
  sts?: string;
}

/** A role that a backend assumes by itself. */
export interface BackendRole {
  arn: string;
  sessionName: string | undefined;
  externalId: string | undefined;
  /** File with an OIDC token; undefined = it is assumed with the credentials that terraform has. */
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
 * Reads what `init` has written about the backend; undefined when it is not S3, or when nothing is initialised. Blocks of
 * the configuration and backend.hcl are merged there.
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

/** @param data the folder that `init` fills */
async function selectedWorkspace(
  data: string,
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  const selected = await readFile(path.join(data, "environment"), "utf8").catch(() => "");
  return environment["TF_WORKSPACE"] ?? (selected.trim() || "default");
}

/**
 * A short name of the state of an initialised folder: a hash of bucket and key, or of the Terraform workspace where the
 * state is not in S3.
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

/** Without `encrypt` the tool takes no notice of a key; one that the customer keeps is for the state alone. */
const encryptionOf = (config: Config): Encryption | undefined =>
  config.encrypt === true && !config.sse_customer_key
    ? { kmsKeyId: config.kms_key_id || undefined }
    : undefined;

function endpointsOf(
  { endpoints, endpoint, dynamodb_endpoint }: Config,
  environment: Readonly<Record<string, string>>,
): BackendEndpoints {
  const found = {
    // The forms of before 1.6.
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

/** https://developer.hashicorp.com/terraform/language/backend/s3#assume-role-configuration */
function roleOf(
  config: Config,
  environment: Readonly<Record<string, string>>,
): BackendRole | undefined {
  const web = config.assume_role_with_web_identity;
  // At the top is the form of before 1.6.
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
