import type { Diagnostic } from "./events.ts";

/**
 * Returns whether an error says only that an interrupt ended the work: in the tool's words for work that it does not
 * begin any more, or in the words of Go, in which the providers are written, for work in flight.
 * https://github.com/hashicorp/terraform/blob/main/internal/terraform/hook_stop.go
 */
export const saysOnlyHalted = ({
  summary,
  detail = "",
}: Pick<Diagnostic, "summary"> & { detail?: string | undefined }): boolean =>
  [summary, detail].some((text) => HALTED.test(text.trim()));

const HALTED = /^execution halted$|(?:^|: )context canceled$/;
