import type { Diagnostic } from "./events.ts";

/**
 * Whether an error says only that an interrupt ended the work: the words of the tool for what it does not begin any more,
 * and of Go, in which the providers are written, for what was in flight.
 * https://github.com/hashicorp/terraform/blob/main/internal/terraform/hook_stop.go
 */
export const saysOnlyHalted = ({
  summary,
  detail = "",
}: Pick<Diagnostic, "summary"> & { detail?: string | undefined }): boolean =>
  [summary, detail].some((text) => HALTED.test(text.trim()));

const HALTED = /^execution halted$|(?:^|: )context canceled$/;
