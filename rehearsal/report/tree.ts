import type { Annotation, Approval, RunEvent } from "../runner/request.ts";
import { wrap } from "./terminal/wrap.ts";

const MARKS: Readonly<Record<string, string>> = {
  success: "✓",
  failure: "✗",
  cancelled: "◼",
  skipped: "-",
};
const NAME_WIDTH = 42;

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

interface TreeOptions {
  /** Whether every line that the steps print is shown. */
  verbose: boolean;
  /** Maximum number of characters in a line. */
  width: number;
}

/**
 * Prints jobs and steps as they happen, one line each, with errors under the step that reported them. If several jobs
 * run at the same time, one is shown live. The others follow one after the other when that job has ended.
 */
export function printTree(
  print: (line: string) => void,
  { verbose, width }: TreeOptions,
): (event: RunEvent) => void {
  const show = printEvents(print, { verbose, width });
  const waiting = new Map<string, RunEvent[]>();
  let shown: string | undefined;
  const observe = (event: RunEvent): void => {
    const job = jobOf(event);
    if (job !== undefined && shown !== undefined && job !== shown) {
      waiting.set(job, [...(waiting.get(job) ?? []), event]);
      return;
    }
    if (event.type === "job-started") shown = event.job;
    show(event);
    if (event.type !== "job-finished") return;
    shown = undefined;
    const [next] = waiting;
    if (next === undefined) return;
    waiting.delete(next[0]);
    next[1].forEach(observe);
  };
  return observe;
}

const jobOf = (event: RunEvent): string | undefined => ("job" in event ? event.job : undefined);

function printEvents(
  print: (line: string) => void,
  { verbose, width }: TreeOptions,
): (event: RunEvent) => void {
  const errors = new Map<string, string[]>();
  const printNotes = (job: string): void => {
    for (const text of errors.get(job) ?? [])
      for (const line of wrap(text, width, " ".repeat(8), " ".repeat(10))) print(line);
    errors.delete(job);
  };
  return (event) => {
    switch (event.type) {
      case "job-started":
        print(
          `\n▸ ${event.job}${event.environment === undefined ? "" : `  (environment ${event.environment})`}`,
        );
        break;
      case "approval":
        print(`\n${approvalLine(event.approval)}`);
        break;
      case "environment-created":
        print(
          `\nnote: the environment ${event.environment} does not exist on GitHub, so GitHub creates it without protection rules (job ${event.job})`,
        );
        break;
      case "log":
        if (verbose) print(`      ${event.text}`);
        break;
      case "annotation":
        note(errors, event.job, event.annotation);
        break;
      case "step-finished":
        print(stepLine(event.result.name, event.result.conclusion, event.result.ms));
        printNotes(event.job);
        break;
      case "job-finished":
        print(jobLine(event.result.id, event.result.result, event.result.ms));
        printNotes(event.job);
        break;
      default:
        break;
    }
  };
}

/** Collects what people must read. Drops the runner's own "exit code 1" after an error, because it adds nothing. */
function note(errors: Map<string, string[]>, job: string, annotation: Annotation): void {
  const { level, title, message } = annotation;
  const known = errors.get(job) ?? [];
  const echo = known.length > 0 && /^Process completed with exit code \d+\.$/.test(message);
  if (echo) return;
  errors.set(job, [...known, `${level}: ${titled(title, message)}`]);
}

/**
 * Puts the message under its title. The tool's own errors already begin with the title: GitHub shows both, but a line
 * of text needs only one.
 */
function titled(title: string | undefined, message: string): string {
  const isSaid =
    title === undefined ||
    (message.startsWith(title) && /^(?:$|:|\s*\(|\n)/.test(message.slice(title.length)));
  return isSaid ? message : `${title}: ${message}`;
}

const approvalLine = ({ job, environment, state, user }: Approval): string =>
  `${state === "approved" ? "✓" : "✗"} ${user} ${state} ${job} in the environment ${environment}`;

const stepLine = (name: string, conclusion: string, ms: number): string =>
  `    ${MARKS[conclusion] ?? "?"} ${name.padEnd(NAME_WIDTH)} ${conclusion === "skipped" ? "skipped" : seconds(ms).padStart(7)}`;

const jobLine = (id: string, result: string, ms: number): string =>
  `  ${MARKS[result] ?? "?"} ${id.padEnd(NAME_WIDTH + 2)} ${result === "skipped" ? "skipped" : seconds(ms).padStart(7)}`;
