import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { inAnyText, matchFailure } from "../match-failure.ts";
import type { FailureRule, ObservedFailure, Origin } from "../match-failure.ts";
import { ActionError } from "../runtime/errors.ts";
import type { Failure } from "../runtime/errors.ts";
import { adviseOn } from "./advice.ts";
import { AWS_RULES } from "./aws-rules.ts";
import { describeDiagnostic } from "./describe-diagnostic.ts";
import { parseDiagnosticText } from "./diagnostic-text.ts";
import { wholeTextOf } from "./events.ts";
import type { Diagnostic } from "./events.ts";
import { holderText, lockFix, lockInfo } from "./lock-info.ts";
import { MODULE_INSTALL_RULES } from "./module-install.ts";
import { commandsFor } from "./program.ts";
import { PROVIDER_INSTALL_RULES } from "./provider-install.ts";
import { observeDiagnostic } from "./observe.ts";
import type { Operation } from "./observe.ts";
import type { Tool } from "./tool.ts";

const AFTER_INIT: readonly Origin[] = ["terraform plan", "terraform apply"];

/**
 * Failures of the tool with a known fix. The first rule that matches decides. A fix writes commands as
 * `terraform init` in backticks: `failureOf` names the tool of the run.
 */
export const RULES: readonly FailureRule[] = [
  {
    // If there is neither a holder nor S3's answer that the lock file exists, nobody held the lock: it could not be
    // reached.
    origin: "backend",
    when: [
      { summary: /Error acquiring the state lock/, detail: /Lock Info:/ },
      { summary: /Error acquiring the state lock/, status: /^4(?:09|12)$/ },
    ],
    reason: "state-locked",
    fix: ({ detail = "" }) => lockFix(detail),
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
    fix: "the resources were changed but the state was not written. The post step of this action pushes errored.tfstate, or keeps it next to the state, and reports which. Only if it could not push: repair the access to the bucket and run `terraform state push errored.tfstate` before the next apply",
  },
  {
    origin: AFTER_INIT,
    when: [
      ...inAnyText(/please run "(?:terraform|tofu) init"/i),
      ...inAnyText(/missing or corrupted provider plugins/),
      {
        summary:
          /Backend initialization required|Backend configuration changed|Module (?:not installed|source has changed|version requirements have changed)|Required plugins are not installed|Missing required provider|Inconsistent dependency lock file/,
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
  ...PROVIDER_INSTALL_RULES,
  ...MODULE_INSTALL_RULES,
  {
    origin: "backend",
    when: [{ code: /^NoSuchBucket$/ }, ...inAnyText(/NoSuchBucket|S3 bucket .* does not exist/)],
    reason: "bucket-missing",
    fix: "run setup-terraform-backend with `backend-mode: ensure`, or correct the bucket's name",
  },
  {
    // https://github.com/aws/aws-sdk-go-v2/blob/main/feature/s3/manager/bucket_region.go
    origin: "backend",
    when: [
      ...inAnyText(/requested\s+bucket\s+from\s+"[^"]*",\s+actual\s+location\s+"(?<region>[^"]+)"/),
      ...inAnyText(
        /AuthorizationHeaderMalformed[^]*region\s+'[^']*'\s+is\s+wrong;\s+expecting\s+'(?<region>[^']+)'/,
      ),
    ],
    reason: "bucket-wrong-region",
    fix: (_, { region = "" }) =>
      `the bucket is in ${region}: set aws-region, or \`region\` of the backend, to that region`,
  },
  {
    // S3 does not always say which region it is.
    origin: "backend",
    when: { code: /^PermanentRedirect$/ },
    reason: "bucket-wrong-region",
    fix: "the bucket is in another region: correct aws-region, or `region` of the backend",
  },
  {
    origin: "backend",
    when: {
      summary: /state lock/,
      detail: /operation\s+error\s+DynamoDB[^]*ResourceNotFoundException/,
    },
    reason: "lock-table-missing",
    fix: ({ detail = "" }) => lockTableFix(/DynamoDB\s+table\s+"([^"]+)"/.exec(detail)?.[1]),
  },
  ...AWS_RULES,
];

const lockTableFix = (table = "that dynamodb_table names"): string =>
  `leave dynamodb_table out (the lock file in the bucket needs no table), or create the table ${table} in the backend's region with the partition key LockID, a string`;

/**
 * A failed command of terraform, with its errors split into parts for rules of other rooms. The first error decided.
 */
export class TerraformError extends ActionError {
  readonly failures: readonly ObservedFailure[];
  /** The errors as the tool printed them. */
  readonly errors: readonly Diagnostic[];
  /** The tool that failed. */
  readonly tool: Tool["name"];

  constructor(
    failures: readonly ObservedFailure[],
    failure: Failure,
    errors: readonly Diagnostic[],
    tool: Tool["name"],
  ) {
    super(failure);
    this.failures = failures;
    this.errors = errors;
    this.tool = tool;
  }
}

/**
 * Returns the error of a failed command. It names the first error, its resource and its place, how many more there are,
 * and the fix if one is known. `output` is used if terraform printed no diagnostic at all.
 */
export function failureOf(
  operation: Operation,
  diagnostics: readonly Diagnostic[],
  output: string,
  tool: Tool["name"] = "terraform",
): TerraformError {
  const evidence = stripVTControlCharacters(output);
  const printed = diagnostics.length > 0 ? diagnostics : parseDiagnosticText(evidence);
  const errors = withoutPreamble(printed.filter(({ severity }) => severity === "error"));
  const failures = errors.map((error) => observeDiagnostic(operation, error));
  const text = errors.length > 0 ? errors.map(wholeTextOf).join("\n\n") : evidence;
  const decisive = failures.find(isStateLost) ?? failures[0];
  const known = decisive && matchFailure(RULES, decisive);
  const reason = known?.reason ?? `${operation}-failed`;
  const lock = reason === "state-locked" ? holderText(decisive?.detail ?? "") : "";
  // Terraform's first error says only that it could not read the state; the last one says why.
  const expired = reason === "state-not-saved" ? failures.map(expiryOf).find(Boolean) : undefined;
  return new TerraformError(
    failures,
    {
      reason,
      message: `${tool} ${operation} failed: ${describeDiagnostic(errors[0], evidence)}${more(errors.length)}${lock}${expired === undefined ? "" : "; the AWS session ended before the state was saved"}`,
      fix: commandsFor(
        tool,
        [
          known?.fix ?? (decisive && adviseOn(decisive)) ?? fixOf(errors[0]),
          ...(expired === undefined ? [] : [expired]),
          ...errors.filter(({ summary }) => LOCK_LEFT.test(summary)).map(unlockFix),
        ].join("; "),
      ),
      ...(text.trim() === "" ? {} : { detail: text }),
    },
    errors,
    tool,
  );
}

/** Leaves out a first error of init that says only that other errors follow, which name the cause. */
function withoutPreamble(errors: readonly Diagnostic[]): readonly Diagnostic[] {
  const rest = errors.filter(({ summary }) => !PREAMBLE.test(summary));
  return rest.length > 0 ? rest : errors;
}

const PREAMBLE = /^(?:Terraform|OpenTofu) encountered problems during initiali[sz]ation/;

/**
 * Returns whether the state could not be saved. This error comes after the errors of resources, and is the only one
 * that loses something if nobody acts on it.
 */
const isStateLost = (failure: ObservedFailure): boolean =>
  matchFailure(RULES, failure)?.reason === "state-not-saved";

const LOCK_LEFT = /^Error releasing the state lock/;

/** Returns what to do about a lock that the tool could not release: it would stop every later run. */
const unlockFix = ({ detail }: Diagnostic): string =>
  `the lock may be left, and then no other run gets it: if no run is using the state, \`terraform force-unlock ${lockInfo(detail).id ?? "ID"}\``;

/** Returns what to do if the AWS session has expired; undefined for any other failure. */
function expiryOf(failure: ObservedFailure): string | undefined {
  const known = matchFailure(RULES, failure);
  return known?.reason === "credentials-expired" ? known.fix : undefined;
}

function fixOf(first: Diagnostic | undefined): string {
  const { variable, input, givenIn = variableFileOf(first) } = first ?? {};
  if (input === undefined)
    return `correct ${givenIn === undefined || variable === undefined ? "what the error names" : `the variable ${variable} in ${givenIn}`}, then run the job again`;
  if (variable === undefined || variable === input)
    return `correct the input ${input}, or the workspace that takes it, then run the job again`;
  return `correct the variable ${variable} in the input ${input}, then run the job again`;
}

/** Returns the variable file that an error points to. */
const variableFileOf = ({ file = "" }: Partial<Diagnostic> = {}): string | undefined =>
  /\.tfvars(?:\.json)?$/.test(file) ? path.posix.basename(file) : undefined;

const more = (errors: number): string => (errors > 1 ? `, and ${errors - 1} more` : "");
