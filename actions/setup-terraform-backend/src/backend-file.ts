import { NotValid, splitLines } from "../../lib/runtime/input-types.ts";
import type { InputType } from "../../lib/runtime/input-types.ts";

export interface Backend {
  bucket: string;
  key: string;
  region: string;
  kmsKeyId: string | undefined;
  /**
   * The account whose credentials the backend may use: that of its own role, else that of the session. Undefined = any,
   * when it is not known here.
   */
  accountId: string | undefined;
}

export interface BackendArgument {
  name: string;
  /** The right side, HCL as the user wrote it. */
  value: string;
}

/** Arguments that terraform stores in `.terraform` and in every plan file. */
const CREDENTIALS = ["access_key", "secret_key", "token"];

/** The input `backend-config`: more arguments of the S3 backend, `name = value` a line. */
export const backendArguments: InputType<BackendArgument[], BackendArgument[]> = {
  name: "list, one a line",
  expected: 'lines such as workspace_key_prefix = "teams"',
  empty: [],
  parse: (given) => splitLines(given).map(parseArgument),
};

function parseArgument(line: string): BackendArgument {
  const [, name, value] = /^([a-z][a-z0-9_]*)\s*=\s*(\S.*)$/.exec(line) ?? [];
  if (name === undefined || value === undefined) throw new NotValid();
  if (CREDENTIALS.includes(name))
    throw new NotValid(
      `${name} is refused, because terraform would store it in .terraform and in every plan; use role-arn`,
    );
  return { name, value };
}

/** Arguments by which the state is in another place, or read by another identity, than the inputs say. */
const ELSEWHERE = ["bucket", "key", "workspace_key_prefix", "region", "profile"];

/** Whether only the tool itself can find the state. */
export const isStateElsewhere = (extra: readonly BackendArgument[]): boolean =>
  extra.some(({ name }) => ELSEWHERE.includes(name) || name.startsWith("endpoint"));

/**
 * The partial configuration of the S3 backend. An argument of the user replaces ours of the same name: HCL refuses to have an
 * argument twice.
 * https://developer.hashicorp.com/terraform/language/backend/s3
 */
export function backendFile(backend: Backend, extra: readonly BackendArgument[]): string {
  const lines = new Map<string, string>([
    ["bucket", quote(backend.bucket)],
    ["key", quote(backend.key)],
    ["region", quote(backend.region)],
    ["encrypt", "true"],
    ["use_lockfile", "true"],
  ]);
  if (backend.kmsKeyId !== undefined) lines.set("kms_key_id", quote(backend.kmsKeyId));
  if (backend.accountId !== undefined)
    lines.set("allowed_account_ids", `[${quote(backend.accountId)}]`);
  for (const { name, value } of extra) lines.set(name, value);
  return [...lines].map(([name, value]) => `${name} = ${value}\n`).join("");
}

/** A text as an HCL string: nothing in it is a template. */
export const quote = (text: string): string =>
  `"${text
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t")
    .replaceAll(/[$%](?=\{)/g, "$&$&")}"`;
