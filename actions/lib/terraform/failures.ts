import { permissionFix } from "../aws/refusal.ts";
import { matchFailure } from "../match-failure.ts";
import type { Conditions, FailureRule, ObservedFailure, Origin } from "../match-failure.ts";
import { ActionError } from "../runtime/errors.ts";
import type { Failure } from "../runtime/errors.ts";
import { parseDiagnosticText } from "./diagnostic-text.ts";
import { textOf } from "./events.ts";
import type { Diagnostic } from "./events.ts";
import { lockInfo } from "./lock-info.ts";
import { observeDiagnostic } from "./observe.ts";
import type { Operation } from "./observe.ts";

const AFTER_INIT: readonly Origin[] = ["terraform plan", "terraform apply"];
/** AWS answers both to the S3 backend and to the AWS provider. */
const AWS: readonly Origin[] = ["backend", "provider"];

const anywhere = (pattern: RegExp, more: Conditions = {}): Conditions[] => [
  { summary: pattern, ...more },
  { detail: pattern, ...more },
];

/** Failures of terraform with a known fix. The first rule that matches decides. */
export const RULES: readonly FailureRule[] = [
  {
    // Without a holder, or S3's answer that the lock file exists, the lock was not held but out of reach.
    origin: "backend",
    when: [
      { summary: /Error acquiring the state lock/, detail: /Lock Info:/ },
      { summary: /Error acquiring the state lock/, status: /^4(?:09|12)$/ },
    ],
    reason: "state-locked",
    fix: ({ detail = "" }) => {
      const { id } = lockInfo(detail);
      const unlock = id === undefined ? "" : `; if that run is dead: terraform force-unlock ${id}`;
      return `wait for the run that holds the lock, or raise lock-timeout${unlock}`;
    },
  },
  {
    origin: "terraform apply",
    when: { summary: /Saved plan is stale/ },
    reason: "plan-stale",
    fix: "the state changed after the plan was made: run the job again",
  },
  {
    origin: "backend",
    when: { summary: /Failed to (?:save|persist) state/ },
    reason: "state-not-saved",
    fix: "the resources were changed but the state was not written. The post step of this action pushes errored.tfstate, or keeps it beside the state, and says which. Only if it could not push: repair the access to the bucket and run `terraform state push errored.tfstate` before the next apply",
  },
  {
    origin: AFTER_INIT,
    when: [
      ...anywhere(/please run "(?:terraform|tofu) init"/i),
      ...anywhere(/missing or corrupted provider plugins/),
      {
        summary:
          /Backend initialization required|Backend configuration changed|Module not installed|Required plugins are not installed|Inconsistent dependency lock file/,
      },
    ],
    reason: "not-initialized",
    fix: "run the action setup-terraform-backend with the same working-directory first",
  },
  {
    origin: AFTER_INIT,
    when: { summary: /No value for required variable/ },
    reason: "variable-missing",
    fix: "give it in `variables` or in a file of `variable-files`",
  },
  {
    origin: AFTER_INIT,
    when: { summary: /No configuration files/ },
    reason: "no-configuration",
    fix: "give the folder with the *.tf files of the workspace as working-directory",
  },
  {
    origin: "terraform init",
    when: [
      {
        summary:
          /dependency lock file|Provider dependency changes detected|Required plugins are not installed/i,
      },
      { summary: /^Failed to install provider/, detail: /checksums\s+(?:previously\s+)?recorded/ },
    ],
    reason: "lock-file-incomplete",
    fix: "on a machine with network run `terraform providers lock -platform=linux_amd64 -platform=linux_arm64 -platform=darwin_arm64` in the workspace and commit .terraform.lock.hcl",
  },
  {
    origin: "terraform init",
    when: { summary: /Unsupported (?:Terraform|OpenTofu) Core version/ },
    reason: "version-mismatch",
    fix: "install a version that required_version allows",
  },
  {
    origin: "terraform init",
    when: [
      { summary: /Failed to query available provider packages|Failed to install provider/ },
      { summary: /provider|registry/i, detail: /could\s+not\s+connect\s+to/ },
    ],
    reason: "providers-unavailable",
    fix: "the provider registry did not answer: check the network, or set up a mirror in the CLI configuration (provider_installation)",
  },
  {
    origin: "terraform init",
    when: { summary: /Module not installed|Failed to download module|Could not download module/ },
    reason: "modules-unavailable",
    fix: "check the module's source and that this job may read it",
  },
  {
    origin: "backend",
    when: [{ code: /^NoSuchBucket$/ }, ...anywhere(/NoSuchBucket|S3 bucket .* does not exist/)],
    reason: "bucket-missing",
    fix: "run setup-terraform-backend with `backend-mode: ensure`, or correct the bucket's name",
  },
  {
    origin: AWS,
    when: anywhere(/AWS account ID not allowed/i),
    reason: "wrong-account",
    fix: "the credentials belong to an account that is not allowed here (the bucket's, or allowed_account_ids): correct role-arn; where none is given, correct the credentials of the job (keys and AWS_PROFILE may name different accounts)",
  },
  {
    origin: AWS,
    when: [
      { code: /^(?:ExpiredToken(?:Exception)?|RequestExpired)$/ },
      ...anywhere(/token .*expired/i, { provider: /^aws/ }),
    ],
    reason: "credentials-expired",
    fix: "the AWS session ended: raise the role's maximum session duration, then run again",
  },
  {
    origin: AWS,
    when: anywhere(/No valid credential sources found|failed to refresh cached credentials/),
    reason: "no-aws-credentials",
    fix: "set role-arn, or run a step that sets AWS credentials before this one",
  },
  {
    origin: AWS,
    when: [
      { code: /^(?:AccessDenied(?:Exception)?|UnauthorizedOperation|Forbidden)$/ },
      { status: /^403$/ },
      ...anywhere(/is\s+not\s+authorized\s+to\s+perform:\s+[a-z0-9-]+:\w/),
    ],
    reason: "access-denied",
    fix: ({ origin, summary, detail = "" }) =>
      permissionFix(
        `${summary}\n${detail}`,
        origin === "backend"
          ? "allow s3:ListBucket on the bucket, s3:GetObject and s3:PutObject on the state's key, and these and s3:DeleteObject on the key with .tflock to the role"
          : "allow the action that the error names to the role of this job",
      ),
  },
];

/** A failed command of terraform, with its errors taken apart for rules of other rooms. The first one decided. */
export class TerraformError extends ActionError {
  readonly failures: readonly ObservedFailure[];

  constructor(failures: readonly ObservedFailure[], failure: Failure) {
    super(failure);
    this.failures = failures;
  }
}

/**
 * The error of a failed command: it names the first error, its resource and its place, how many more there are, and
 * the fix where one is known. `evidence` is used when terraform printed no diagnostic at all.
 */
export function failureOf(
  operation: Operation,
  diagnostics: readonly Diagnostic[],
  evidence: string,
  tool = "terraform",
): TerraformError {
  const printed = diagnostics.length > 0 ? diagnostics : parseDiagnosticText(evidence);
  const errors = printed.filter(({ severity }) => severity === "error");
  const failures = errors.map((error) => observeDiagnostic(operation, error));
  const text = errors.length > 0 ? errors.map(textOf).join("\n\n") : evidence;
  const decisive = failures.find(isStateLost) ?? failures[0];
  const known = decisive && matchFailure(RULES, decisive);
  const reason = known?.reason ?? `${operation}-failed`;
  const lock = reason === "state-locked" ? holderOf(decisive?.detail ?? "") : "";
  return new TerraformError(failures, {
    reason,
    message: `${tool} ${operation} failed: ${describe(errors[0], evidence)}${more(errors.length)}${lock}`,
    fix: known?.fix ?? fixOf(errors[0]),
    ...(text.trim() === "" ? {} : { detail: text }),
  });
}

/** It comes after the errors of resources, and is the only one that loses something if it is not acted on. */
const isStateLost = (failure: ObservedFailure): boolean =>
  matchFailure(RULES, failure)?.reason === "state-not-saved";

function describe(first: Diagnostic | undefined, evidence: string): string {
  if (first === undefined) {
    const lines = evidence.split("\n").filter((line) => line.trim() !== "");
    const line = lines.find((one) => /^\s*(?:panic|fatal|error)\b/i.test(one)) ?? lines.at(-1);
    return line?.trim() ?? "it printed nothing";
  }
  const { address, summary, file, line, input } = first;
  if (input !== undefined) return `${summary}${describeInput(first)}`;
  const place = file === undefined ? "" : ` (${file}${line === undefined ? "" : `:${line}`})`;
  return `${address === undefined ? "" : `${address}: `}${summary}${place}`;
}

/** The first paragraph of the detail is the sentence of the variable's own rule. */
function describeInput({ variable, input, detail }: Diagnostic): string {
  const said =
    detail
      .trim()
      .split(/\n\s*\n/)[0]
      ?.replace(/\.$/, "") ?? "";
  const named = variable === undefined ? "" : ` ${variable}`;
  return `${named} (from the input ${input})${said === "" ? "" : `: ${said}`}`;
}

function fixOf(first: Diagnostic | undefined): string {
  if (first?.input === undefined) return "correct what the error names, then run the job again";
  const { variable, input } = first;
  if (variable === undefined || variable === input)
    return `correct the input ${input}, or the workspace that takes it, then run the job again`;
  return `correct the variable ${variable} in the input ${input}, then run the job again`;
}

const more = (errors: number): string => (errors > 1 ? `, and ${errors - 1} more` : "");

function holderOf(detail: string): string {
  const { id, who = "unknown", operation, created } = lockInfo(detail);
  const since = created === undefined ? "" : ` since ${created}`;
  const purpose = operation === undefined ? "" : ` for ${operation}`;
  return `: held by ${who}${since}${purpose}${id === undefined ? "" : `, lock ${id}`}`;
}
