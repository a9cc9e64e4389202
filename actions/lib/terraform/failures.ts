import { toolError } from "../runtime/errors.ts";
import type { ActionError } from "../runtime/errors.ts";
import { textOf } from "./events.ts";
import type { Diagnostic } from "./events.ts";

interface Known {
  pattern: RegExp;
  reason: string;
  fix(text: string): string;
}

/** Failures with one known way out. The first pattern that matches any error decides. */
const KNOWN: readonly Known[] = [
  {
    // Without a holder, or S3's word that the lock file exists, the lock was not held but out of reach.
    pattern: /Error acquiring the state lock[^]*?(?:Lock Info:|StatusCode: 4(?:09|12)\b)/,
    reason: "state-locked",
    fix: (text) => {
      const { id } = lockInfo(text);
      const unlock = id === undefined ? "" : `; if that run is dead: terraform force-unlock ${id}`;
      return `wait for the run that holds the lock, or raise lock-timeout${unlock}`;
    },
  },
  {
    pattern: /Saved plan is stale/,
    reason: "plan-stale",
    fix: () => "the state changed after the plan was made: run the job again",
  },
  {
    pattern: /Failed to (?:save|persist) state|errored\.tfstate/,
    reason: "state-not-saved",
    fix: () =>
      "the resources were changed but the state was not written: keep errored.tfstate of the working directory, repair the access to the bucket and run `terraform state push errored.tfstate`; do not apply before",
  },
  {
    pattern:
      /Backend initialization required|Backend configuration changed|Module not installed|Required plugins are not installed|Inconsistent dependency lock file|please run "(?:terraform|tofu) init"|missing or corrupted provider plugins/i,
    reason: "not-initialized",
    fix: () => "run the action setup-terraform-backend with the same working-directory first",
  },
  {
    pattern: /No value for required variable/,
    reason: "variable-missing",
    fix: () => "give it in `variables` or in a file of `variable-files`",
  },
  {
    pattern: /No configuration files/,
    reason: "no-configuration",
    fix: () => "working-directory must hold the *.tf files of the workspace",
  },
  {
    pattern: /ExpiredToken|token .*expired|RequestExpired/i,
    reason: "credentials-expired",
    fix: () => "the AWS session ended: raise the role's maximum session duration, then run again",
  },
  {
    pattern: /AccessDenied|is not authorized to perform|UnauthorizedOperation|StatusCode: 403/,
    reason: "access-denied",
    fix: () => "allow the named action to the role of this job",
  },
];

export interface LockInfo {
  id?: string;
  who?: string;
  operation?: string;
  created?: string;
}

/** Who holds a lock, from the "Lock Info" block of terraform's error. */
export function lockInfo(text: string): LockInfo {
  const field = (name: string) => new RegExp(`^\\s*${name}:\\s*(\\S.*?)\\s*$`, "m").exec(text)?.[1];
  const [id, who, operation, created] = ["ID", "Who", "Operation", "Created"].map(field);
  return {
    ...(id === undefined ? {} : { id }),
    ...(who === undefined ? {} : { who }),
    ...(operation === undefined ? {} : { operation }),
    ...(created === undefined ? {} : { created }),
  };
}

/**
 * The error of a failed plan or apply: it names the first error, its resource and its place, how many more there are,
 * and the way out where one is known. `evidence` is used when terraform printed no diagnostic at all.
 */
export function failureOf(
  operation: "plan" | "apply",
  diagnostics: readonly Diagnostic[],
  evidence: string,
): ActionError {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const first = errors[0];
  const text = errors.length > 0 ? errors.map(textOf).join("\n\n") : evidence;
  const known = KNOWN.find(({ pattern }) => pattern.test(text));
  return toolError({
    reason: known?.reason ?? `${operation}-failed`,
    message: `terraform ${operation} failed: ${describe(first, evidence)}${more(errors.length)}${holder(known, text)}`,
    fix:
      known?.fix(text) ?? "the error above names what terraform refused; correct it and run again",
    ...(text.trim() === "" ? {} : { detail: text }),
  });
}

function describe(first: Diagnostic | undefined, evidence: string): string {
  if (first === undefined)
    return (
      evidence
        .split("\n")
        .find((line) => line.trim() !== "")
        ?.trim() ?? "it printed nothing"
    );
  const place =
    first.file === undefined
      ? ""
      : ` (${first.file}${first.line === undefined ? "" : `:${first.line}`})`;
  const address = first.address === undefined ? "" : `${first.address}: `;
  return `${address}${first.summary}${place}`;
}

const more = (errors: number): string => (errors > 1 ? `, and ${errors - 1} more` : "");

function holder(known: Known | undefined, text: string): string {
  if (known?.reason !== "state-locked") return "";
  const { id, who, operation, created } = lockInfo(text);
  return `: held by ${who ?? "unknown"}${created === undefined ? "" : ` since ${created}`}${operation === undefined ? "" : ` for ${operation}`}${id === undefined ? "" : `, lock ${id}`}`;
}
