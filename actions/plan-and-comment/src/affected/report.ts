import { table } from "../../../lib/markdown/layout.ts";
import { codeCell } from "../../../lib/markdown/escape.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import type { Outputs } from "../contract.ts";
import type { Affected } from "./causes.ts";

/**
 * Maximum number of jobs in a matrix.
 * https://docs.github.com/actions/reference/limits
 */
const MATRIX_JOBS = 256;

/**
 * Refuses a larger matrix: GitHub would end the workflow with an error that names no cause.
 * @throws ActionError `too-many-workspaces`
 */
export function checkMatrixSize(affected: readonly Affected[]): void {
  if (affected.length <= MATRIX_JOBS) return;
  const [first] = affected;
  throw new ActionError({
    reason: "too-many-workspaces",
    message: `the change affects ${affected.length} workspaces, but a GitHub matrix has at most ${MATRIX_JOBS} jobs. The first is ${first?.environment ?? ""} ${first?.part ?? ""}, because of ${first?.cause ?? ""}. Nothing was planned`,
    fix: `spread the environment files over several folders with at most ${MATRIX_JOBS / 2} files each, and call plan.yml once for each folder, with its path as environments-directory; or make the change in smaller pull requests`,
    detail: affected
      .map(({ environment, part, cause }) => `${environment} ${part}: ${cause}`)
      .join("\n"),
  });
}

/**
 * Returns the outputs of `command: changes`. The log and the summary list what is affected, and by which file.
 * @throws ActionError `too-many-workspaces`
 */
export function reportAffected(
  affected: readonly Affected[],
  job: Pick<Job, "log" | "summarize" | "redactor">,
): Outputs {
  checkMatrixSize(affected);
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
