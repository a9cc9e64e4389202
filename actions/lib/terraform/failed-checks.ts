import type { Diagnostic } from "./events.ts";

/** A `check` block with an assertion that failed during an apply. It does not make the apply fail. */
export interface FailedCheck {
  /** Such as `check.open`. In a module the name is the same: terraform does not say in which instance of the module. */
  name: string;
  /** Place of its condition, such as `main.tf:7`; "" if it is not known. */
  place: string;
  message: string;
  /** How often it failed: once in each instance of its module. */
  times: number;
}

/** Returns the checks that failed, from the tool's warnings: an apply evaluates all checks once more. */
export function failedChecksOf(diagnostics: readonly Diagnostic[]): FailedCheck[] {
  const found = new Map<string, FailedCheck>();
  for (const { severity, summary, detail, context = "", file, line } of diagnostics) {
    if (severity !== "warning" || summary !== "Check block assertion failed") continue;
    const [, label] = /^check "([^"]+)"$/.exec(context) ?? [];
    const name = label === undefined ? "check" : `check.${label}`;
    const place = file === undefined ? "" : `${file}${line === undefined ? "" : `:${line}`}`;
    const key = JSON.stringify([name, place, detail]);
    const times = (found.get(key)?.times ?? 0) + 1;
    found.set(key, { name, place, message: detail, times });
  }
  return [...found.values()];
}
