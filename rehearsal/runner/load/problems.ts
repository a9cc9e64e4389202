import type { TemplateContext } from "@actions/workflow-parser/templates/template-context";
import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/template-token";

/** One problem in a workflow or action file. Lines and columns count from 1. */
export interface Problem {
  file: string;
  line?: number;
  column?: number;
  message: string;
  /** GitHub would run the workflow, but the rehearsal cannot. */
  isLimit?: boolean;
}

const place = ({ file, line, column }: Problem): string =>
  [file, line, column].filter((part) => part !== undefined).join(":");

/** A workflow, action or input that GitHub would refuse before any job starts. */
export class WorkflowError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], headline = headlineOf(problems)) {
    super([headline, ...problems.map((p) => `${place(p)}: ${p.message}`)].join("\n"));
    this.name = "WorkflowError";
    this.problems = problems;
  }
}

const headlineOf = (problems: readonly Problem[]): string =>
  isOnlyLimits(problems)
    ? "The rehearsal cannot run this workflow. GitHub may be able to."
    : "The workflow is not valid.";

/** Returns whether GitHub would find no problem. */
export const isOnlyLimits = (problems: readonly Problem[]): boolean =>
  problems.length > 0 && problems.every(({ isLimit }) => isLimit === true);

/** Makes a problem at a token of a file. */
export function problemAt(
  file: string,
  token: TemplateToken | undefined,
  message: string,
): Problem {
  const start = token?.range?.start;
  return { file, ...(start ? { line: start.line, column: start.column } : {}), message };
}

/** Returns the parser's problems, with their `file (Line: 1, Col: 2)` prefix parsed. */
export function parserProblems(context: TemplateContext, fallback: string): Problem[] {
  return context.errors.getErrors().map(({ rawMessage, prefix, range }) => {
    const file = prefix === undefined ? "" : prefix.replace(/ ?\(Line: \d+, Col: \d+\)$/, "");
    const found = /\(Line: (\d+), Col: (\d+)\)$/.exec(prefix ?? "");
    const line = range?.start.line ?? (found ? Number(found[1]) : undefined);
    const column = range?.start.column ?? (found ? Number(found[2]) : undefined);
    return {
      file: file || fallback,
      ...(line === undefined ? {} : { line }),
      ...(column === undefined ? {} : { column }),
      // For invalid YAML, the message contains the position and an excerpt.
      message: rawMessage.split("\n")[0]?.replace(/ at line \d+, column \d+:?$/, "") ?? "",
    };
  });
}

/** Removes duplicates: a called file is read once by its caller and once by itself. */
export function distinct(problems: readonly Problem[]): Problem[] {
  const seen = new Map(problems.map((p) => [`${place(p)} ${p.message}`, p] as const));
  return [...seen.values()];
}
