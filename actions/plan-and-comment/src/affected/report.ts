import { table } from "../../../lib/markdown/layout.ts";
import { codeCell } from "../../../lib/markdown/escape.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import type { Outputs } from "../contract.ts";
import type { Affected } from "./causes.ts";

/** Outputs of `command: changes`; log and summary name what is affected, and by which file. */
export function reportAffected(
  affected: readonly Affected[],
  job: Pick<Job, "log" | "summarize" | "redactor">,
): Outputs {
  const names = new Set(affected.map(({ environment }) => environment));
  for (const { environment, part, cause } of affected)
    job.log.info(`${environment} ${part}: ${cause}`);
  if (affected.length === 0) job.log.info("no workspace is affected");
  const cell = (text: string) => codeCell(job.redactor.redact(text));
  const rows = affected.map(({ environment, part, cause }) => [
    cell(environment),
    part,
    cell(cause),
  ]);
  const list = table(["Environment", "Part", "Because of"], rows);
  job.summarize(
    `### Affected workspaces\n\n${list === "" ? "The change affects no workspace." : list}`,
  );
  return {
    matrix: JSON.stringify(
      affected.map(({ environment, part, file }) => ({ environment, part, file })),
    ),
    environments: JSON.stringify([...names]),
  };
}
