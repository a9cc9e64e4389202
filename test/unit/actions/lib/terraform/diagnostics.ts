import type { Diagnostic } from "../../../../../actions/lib/terraform/events.ts";

export const error = (summary: string, more: Partial<Diagnostic> = {}): Diagnostic => ({
  severity: "error",
  summary,
  detail: "",
  ...more,
});
