import path from "node:path";
import type { WorkflowCommand } from "../commands/workflow.ts";
import type { Annotation } from "../request.ts";

type Place = Pick<Annotation, "line" | "endLine" | "column" | "endColumn">;

/**
 * Drops invalid positions, as the runner does: a column needs a line, an end may not come before its start, and columns
 * count only within one line. An end without a start becomes the start.
 * https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs (ValidateLinesAndColumns)
 */
function validPlace({ line, endLine, column, endColumn }: Place): Place {
  const first = line ?? endLine;
  if (first === undefined) return {};
  if (endLine !== undefined && endLine < first) return {};
  const lines: Place = { line: first, ...(endLine === undefined ? {} : { endLine }) };
  if (endLine !== undefined && endLine !== first) return lines;
  const start = column ?? endColumn;
  if (start === undefined) return lines;
  if (endColumn !== undefined && endColumn < start) return lines;
  return { ...lines, column: start, ...(endColumn === undefined ? {} : { endColumn }) };
}

/**
 * Makes the annotation of an error, warning or notice command.
 * @param checkout folder of the repository: files in it are shown with their path in the repository
 */
export function annotationOf(
  level: Annotation["level"],
  { data, properties }: WorkflowCommand,
  checkout: string,
): Annotation {
  const number = (name: string): number | undefined =>
    /^\d+$/.test(properties[name] ?? "") ? Number(properties[name]) : undefined;
  const { file, title } = properties;
  const place = { line: number("line"), endLine: number("endline") };
  const columns = { column: number("col"), endColumn: number("endcolumn") };
  const isInside = file?.startsWith(`${checkout}${path.sep}`) === true;
  return {
    level,
    message: data,
    ...(title === undefined ? {} : { title }),
    ...(file === undefined ? {} : { file: isInside ? path.relative(checkout, file) : file }),
    ...validPlace({ ...place, ...columns } as Place),
  };
}
