import { ActionError, InvalidInputs, invalidInputs } from "./errors.ts";

/**
 * Runs independent checks one after the other, and reports everything that they refuse together, so that the user can
 * correct it together.
 * @throws ActionError the only one, or one with the reason of the first and the words of all; any other error is thrown
 *   at once
 */
export async function runAllChecks(checks: readonly (() => Promise<void>)[]): Promise<void> {
  const failures: ActionError[] = [];
  for (const check of checks)
    try {
      await check();
    } catch (error) {
      if (!(error instanceof ActionError) || error.reason === "cancelled") throw error;
      failures.push(...(error instanceof JoinedFailures ? error.failures : [error]));
    }
  const distinct = withInputsTogether(failures);
  const [first, ...others] = distinct;
  if (first === undefined) return;
  throw others.length === 0 ? first : new JoinedFailures(first, distinct);
}

/** Several failures as one. It keeps them, so that checks within checks still end in one list with one count. */
class JoinedFailures extends ActionError {
  readonly failures: readonly ActionError[];

  constructor(first: ActionError, failures: readonly ActionError[]) {
    const fixes = [...new Set(failures.flatMap(({ fix }) => fix ?? []))];
    const details = failures.flatMap(({ detail }) => detail ?? []);
    super({
      reason: first.reason,
      message: failures.map(({ message }) => message.replace(/\.$/, "")).join(". "),
      ...(fixes.length === 0 ? {} : { fix: fixes.join("; ") }),
      ...(details.length === 0 ? {} : { detail: details.join("\n") }),
      cause: first,
    });
    this.failures = failures;
  }
}

/** Joins what several checks say about inputs into one list with one count, at the position of the first. */
function withInputsTogether(failures: readonly ActionError[]): ActionError[] {
  const ofInputs = failures.filter((failure) => failure instanceof InvalidInputs);
  const [first, second] = ofInputs;
  if (first === undefined || second === undefined) return [...failures];
  const all = invalidInputs([...new Set(ofInputs.flatMap(({ problems }) => problems))]);
  return failures.flatMap((failure) => {
    if (failure === first) return [all];
    return failure instanceof InvalidInputs ? [] : [failure];
  });
}
