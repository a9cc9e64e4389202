import { quote } from "./backend-arguments.ts";
import type { BackendArgument } from "./backend-arguments.ts";

/** How the bucket encrypts what is written without saying how. */
export interface Encryption {
  /** A KMS key: id, alias or ARN. Undefined = S3's own key. */
  kmsKeyId: string | undefined;
}

export interface Backend {
  bucket: string;
  key: string;
  region: string;
  /** Undefined = it is not known: the state is then written without a word about it, and the bucket's own key is used. */
  encryption: Encryption | undefined;
  /**
   * The account whose credentials the backend may use: that of its own role, else that of the session. Undefined = any,
   * when it is not known here.
   */
  accountId: string | undefined;
}

/** Arguments by which the state is in another place, or read by another identity, than the inputs say. */
const ELSEWHERE = ["bucket", "key", "workspace_key_prefix", "region", "profile"];

/** Whether only the tool itself can find the state. */
export const isStateElsewhere = (extra: readonly BackendArgument[]): boolean =>
  extra.some(({ name }) => ELSEWHERE.includes(name) || name.startsWith("endpoint"));

/**
 * The partial configuration of the S3 backend. An argument of the user replaces ours of the same name: HCL refuses to have an
 * argument twice. `encrypt` without a key demands S3's own key for each object, whatever the key of the bucket is.
 * https://developer.hashicorp.com/terraform/language/backend/s3
 */
export function backendFile(backend: Backend, extra: readonly BackendArgument[]): string {
  const lines = new Map<string, string>([
    ["bucket", quote(backend.bucket)],
    ["key", quote(backend.key)],
    ["region", quote(backend.region)],
  ]);
  if (backend.encryption !== undefined) lines.set("encrypt", "true");
  lines.set("use_lockfile", "true");
  const { kmsKeyId } = backend.encryption ?? {};
  if (kmsKeyId !== undefined) lines.set("kms_key_id", quote(kmsKeyId));
  if (backend.accountId !== undefined)
    lines.set("allowed_account_ids", `[${quote(backend.accountId)}]`);
  for (const { name, value } of extra) lines.set(name, value);
  return [...lines].map(([name, value]) => `${name} = ${value}\n`).join("");
}
