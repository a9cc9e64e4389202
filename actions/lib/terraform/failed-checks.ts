import type { Diagnostic } from "./events.ts";

/** A `check` block whose assertion failed during an apply, which fails nothing. */
export interface FailedCheck {
  /** `check.open`; in a module also that: terraform does not say in which instance of it. */
  name: string;
  /** Of its condition, such as `main.tf:7`; "" where it is not known. */
  place: string;
  message: string;
  /** In several instances of its module. */
  times: number;
}

/** The checks that failed, by what the tool warned of: an apply evaluates all of them once more. */
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
