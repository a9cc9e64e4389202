import type { Encryption } from "../../lib/aws/object-encryption.ts";
import { quote } from "./backend-arguments.ts";
import type { BackendArgument } from "./backend-arguments.ts";
import { textOf, tokensOf } from "../../lib/terraform/hcl.ts";
import type { BackendBlock } from "../../lib/terraform/backend-block.ts";

export interface Backend {
  bucket: string;
  key: string;
  region: string;
  /**
   * Undefined = not known. The state is then written without any encryption argument, and the bucket's own key is used.
   */
  encryption: Encryption | undefined;
  /**
   * The account whose credentials the backend may use: the account of the backend's own role, else the session's
   * account. Undefined = any account, because it is not known here.
   */
  accountId: string | undefined;
}

/** Arguments that this action's file also has, so that the same arguments of the block do not count. */
const OURS = ["bucket", "key", "region"];
/** Arguments with which the state is in another place than the inputs say, or is read by another identity. */
const ELSEWHERE = [...OURS, "workspace_key_prefix", "profile", "access_key"];

const isElsewhere = (name: string): boolean =>
  ELSEWHERE.includes(name) || name.startsWith("endpoint");

/**
 * Returns whether only the tool itself can find the state.
 * @param block of the workspace
 */
export const isStateElsewhere = (
  extra: readonly BackendArgument[],
  block: BackendBlock | undefined,
): boolean =>
  extra.some(({ name }) => isElsewhere(name)) ||
  argumentsOf(block).some((name) => isElsewhere(name) && !OURS.includes(name));

/**
 * Returns whether the backend has credentials of its own, whatever the job's credentials are: the credentials of a
 * profile of the runner, or credentials written in the backend.
 */
export const hasOwnCredentials = (
  extra: readonly BackendArgument[],
  block: BackendBlock | undefined,
): boolean => ["profile", "access_key"].some((name) => has(name, extra, block));

/** Arguments that name the files with the profiles. */
const PROFILE_FILES = [
  "shared_config_files",
  "shared_credentials_files",
  "shared_credentials_file",
];

/**
 * Returns the profile of the runner that the backend uses, even if the job has credentials too.
 * https://developer.hashicorp.com/terraform/language/backend/s3#shared_config_files-and-profile
 * @returns undefined if the backend has no credentials of its own; unknown = only the tool knows them
 */
export function backendProfile(
  extra: readonly BackendArgument[],
  block: BackendBlock | undefined,
): { name: string } | "unknown" | undefined {
  if (!hasOwnCredentials(extra, block)) return undefined;
  const name = textIn("profile", extra, block);
  const isElsewhereKept = ["access_key", ...PROFILE_FILES].some((one) => has(one, extra, block));
  return name === undefined || isElsewhereKept ? "unknown" : { name };
}

/** Returns whether an argument is in backend-config or in the block. */
const has = (
  name: string,
  extra: readonly BackendArgument[],
  block: BackendBlock | undefined,
): boolean => [...extra.map((one) => one.name), ...argumentsOf(block)].includes(name);

/** Returns whether an argument is true in backend-config or in the block; backend-config takes precedence. */
function isTrue(
  name: string,
  extra: readonly BackendArgument[],
  block: BackendBlock | undefined,
): boolean {
  const own = extra.findLast((one) => one.name === name);
  const value = own ? own.value.replaceAll('"', "") : block?.body.attributes.get(name)?.[0]?.value;
  return value === "true" && (own !== undefined || block?.type === "s3");
}

/**
 * Returns the text of an argument in backend-config or in the block; undefined if it is not a text, or not written out.
 */
function textIn(
  name: string,
  extra: readonly BackendArgument[],
  block: BackendBlock | undefined,
): string | undefined {
  const own = extra.findLast((one) => one.name === name);
  const value = own ? tokensOf(own.value) : block?.body.attributes.get(name);
  return textOf(value?.[0]);
}

/**
 * Returns which object the state is. As in the file, an argument of backend-config replaces the input of the same name.
 */
export function statePlace(
  { bucket, key }: { bucket: string; key: string | undefined },
  extra: readonly BackendArgument[],
): { bucket: string; key: string } {
  const own = (name: string) => textIn(name, extra, undefined);
  return { bucket: own("bucket") ?? bucket, key: own("key") ?? key ?? "" };
}

/** Returns how the workspace itself says that the state is encrypted, as far as that is known here. */
export function ownEncryption(
  extra: readonly BackendArgument[],
  block: BackendBlock | undefined,
): Encryption | undefined {
  const kmsKeyId = textIn("kms_key_id", extra, block);
  return kmsKeyId === undefined ? undefined : { kmsKeyId };
}

/** Returns whether the workspace itself says with which key the state is encrypted. */
export const hasOwnKey = (
  extra: readonly BackendArgument[],
  block: BackendBlock | undefined,
  environment: Readonly<Record<string, string>>,
): boolean =>
  Boolean(environment["AWS_SSE_CUSTOMER_KEY"]) ||
  ["kms_key_id", "sse_customer_key"].some((name) => has(name, extra, block));

const argumentsOf = (block: BackendBlock | undefined): string[] =>
  block?.type === "s3" ? [...block.body.attributes.keys()] : [];

/**
 * Returns the partial configuration of the S3 backend. An argument of the user replaces this action's argument of the
 * same name, because HCL refuses an argument that is given twice. What the block of the workspace says beyond bucket,
 * key and region stays as it is: if an argument is in both, the tool prefers this file. `encrypt` without a key demands
 * S3's own key for each object, whatever the key of the bucket is.
 * https://developer.hashicorp.com/terraform/language/backend/s3
 */
export function backendFile(
  backend: Backend,
  extra: readonly BackendArgument[],
  block: BackendBlock | undefined,
): string {
  const lines = new Map<string, string>([
    ["bucket", quote(backend.bucket)],
    ["key", quote(backend.key)],
    ["region", quote(backend.region)],
  ]);
  if (backend.encryption !== undefined) lines.set("encrypt", "true");
  if (!has("use_lockfile", [], block)) lines.set("use_lockfile", "true");
  const { kmsKeyId } = backend.encryption ?? {};
  if (kmsKeyId !== undefined) lines.set("kms_key_id", quote(kmsKeyId));
  // The workspace's own list counts. The tool refuses a list together with forbidden_account_ids, and knows no account
  // with skip_requesting_account_id.
  const needsNoList =
    has("allowed_account_ids", extra, block) ||
    has("forbidden_account_ids", extra, block) ||
    isTrue("skip_requesting_account_id", extra, block);
  if (backend.accountId !== undefined && !needsNoList)
    lines.set("allowed_account_ids", `[${quote(backend.accountId)}]`);
  for (const { name, value } of extra) lines.set(name, value);
  return [...lines].map(([name, value]) => `${name} = ${value}\n`).join("");
}
