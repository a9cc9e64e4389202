import { leadingCode, parseAwsError } from "../aws/error-text.ts";
import type { ObservedFailure, Origin } from "../match-failure.ts";
import { blockAddress, splitModule } from "./address.ts";
import type { Diagnostic } from "./events.ts";

export type Operation = "init" | "plan" | "apply";

/**
 * Summaries of errors with a detail that may contain any words: the author of the configuration wrote it, or a program
 * that a provisioner has run.
 */
const AUTHORED =
  /^(?:Resource (?:pre|post)condition failed|Module output value precondition failed|Check block assertion failed|Invalid value for (?:input )?variable|(?:local-exec|remote-exec|file) provisioner error)$/;

const BACKEND =
  /state lock|(?:load|read|refresh|upload|writ|persist|sav)(?:e|ing)? (?:the )?state|existing workspaces|S3 Backend|S3 bucket|"s3" backend/;

/**
 * Matches what the AWS SDK says if it finds no credentials, or those of another account. These errors have no error
 * code.
 */
const AWS_CREDENTIALS =
  /No valid credential sources (?:for .+ )?found|failed to (?:refresh cached credentials|get shared config profile)|AWS account ID not allowed/i;

export const AWS_PROVIDER = /^aws(?:cc)?$/;

/** Splits an error into its parts: what it is, and who said it: terraform itself, its state backend or a provider. */
export function observeDiagnostic(
  operation: Operation,
  { summary, detail, address, context }: Diagnostic,
): ObservedFailure {
  const isAuthored = AUTHORED.test(summary);
  const provider = isAuthored ? undefined : providerOf(address, context);
  const text = isAuthored ? summary : `${summary}\n${detail}`;
  const origin = originOf(operation, summary, text, provider);
  const aws = origin.startsWith("terraform") ? undefined : parseAwsError(text);
  const code = aws?.code ?? (AWS_PROVIDER.test(provider ?? "") ? leadingCode(text) : undefined);
  return {
    origin,
    summary,
    detail: isAuthored ? undefined : detail,
    address,
    provider,
    operation: aws?.operation,
    status: aws?.status,
    code,
    host: hostOf(text),
  };
}

function originOf(
  operation: Operation,
  summary: string,
  text: string,
  provider: string | undefined,
): Origin {
  if (provider !== undefined) return "provider";
  if (AUTHORED.test(summary)) return `terraform ${operation}`;
  // Errors of the backend have no address. During init only the backend talks to AWS.
  const backend = BACKEND.test(summary) || AWS_CREDENTIALS.test(text);
  return backend || parseAwsError(text) !== undefined ? "backend" : `terraform ${operation}`;
}

/**
 * Returns the type of the provider that an address or a block belongs to: `aws` for `module.x.aws_vpc.main[0]`, for
 * `provider["registry.terraform.io/hashicorp/aws"]` and for the block `provider "aws"`.
 */
function providerOf(address = "", context = ""): string | undefined {
  const configured =
    /^(?:module\..+\.)?provider\["(?:[^"]*\/)?([\w-]+)"\]/.exec(address) ??
    /^provider "([\w-]+)"/.exec(context);
  if (configured !== null) return configured[1];
  const resource = splitModule(blockAddress(address))[1].replace(/^(?:data|ephemeral)\./, "");
  const type = /^([a-z][\w-]*)\.[\w-]+$/.exec(resource)?.[1];
  return type?.split("_")[0];
}

/** Returns the host (and port) of the address that a network error names. */
const hostOf = (text: string): string | undefined =>
  /\bhttps?:\/\/([^/\s"]+)/.exec(text)?.[1] ??
  /\bdial tcp:? (?:lookup )?([\w.-]+(?::\d+)?)/.exec(text)?.[1];
