import { ActionError } from "../../../lib/runtime/errors.ts";

/** Several images may fail at once: all are named, so that they are put right together. */
export function joinFailures([first, ...others]: readonly ActionError[]): unknown {
  if (first === undefined || others.length === 0) return first;
  const all = [first, ...others];
  const fixes = [...new Set(all.map(({ fix }) => fix).filter((fix) => fix !== undefined))];
  return new ActionError({
    reason: first.reason,
    message: all.map(({ message }) => message).join("; "),
    fix: fixes.join("; "),
    cause: first,
  });
}
