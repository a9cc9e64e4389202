import { ActionError } from "./errors.ts";

/**
 * Runs checks that need nothing of each other, one after the other, and reports what all of them refuse together, so that it
 * is corrected together.
 * @throws ActionError the only one, or one with the reason of the first and the words of all; anything else at once
 */
export async function runAllChecks(checks: readonly (() => Promise<void>)[]): Promise<void> {
  const failures: ActionError[] = [];
  for (const check of checks)
    try {
      await check();
    } catch (error) {
      if (!(error instanceof ActionError) || error.reason === "cancelled") throw error;
      failures.push(error);
    }
  const [first, ...others] = failures;
  if (first === undefined) return;
  throw others.length === 0 ? first : joined(first, failures);
}

function joined(first: ActionError, failures: readonly ActionError[]): ActionError {
  const fixes = [...new Set(failures.flatMap(({ fix }) => fix ?? []))];
  const details = failures.flatMap(({ detail }) => detail ?? []);
  return new ActionError({
    reason: first.reason,
    message: failures.map(({ message }) => message.replace(/\.$/, "")).join(". "),
    ...(fixes.length === 0 ? {} : { fix: fixes.join("; ") }),
    ...(details.length === 0 ? {} : { detail: details.join("\n") }),
    cause: first,
  });
}
