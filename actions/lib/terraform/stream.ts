import { execute } from "../process/execute.ts";
import type { Finished } from "../process/execute.ts";
import { parseEvent, textOf } from "./events.ts";
import type { Counts, Diagnostic, Event } from "./events.ts";
import type { Workspace } from "./workspace.ts";

export interface Streamed {
  finished: Finished;
  diagnostics: Diagnostic[];
  counts: Counts;
  done: { address: string; action: string }[];
  failed: string[];
  /** Lines that are not terraform's JSON: a wrapper's, a panic's. */
  text: string[];
}

/** Most lines of foreign text that are kept as evidence. */
const KEPT_LINES = 200;

/** Runs a `-json` command of terraform: its messages go to the log as they come, its facts are gathered. */
export function stream(workspace: Workspace, title: string, argv: string[]): Promise<Streamed> {
  const { job, tool, directory, environment } = workspace;
  const facts: Omit<Streamed, "finished"> = {
    diagnostics: [],
    counts: { add: 0, change: 0, import: 0, remove: 0 },
    done: [],
    failed: [],
    text: [],
  };
  const run = (print: (line: string) => void) =>
    execute({
      program: tool.path,
      arguments: argv,
      directory,
      environment: { ...environment, TF_IN_AUTOMATION: "1", CHECKPOINT_DISABLE: "1" },
      onLine: (line) => {
        const event = parseEvent(line);
        gather(facts, event);
        print(event.type === "diagnostic" ? diagnosticText(event) : event.message);
      },
      onErrorLine: print,
      cancelled: job.cancelled,
      // Everything of worth is gathered line by line; the whole stream may be hundreds of megabytes.
      keep: 256 * 1024,
    });
  return job.log.group(title, async () => ({
    finished: await job.log.withCommandsStopped(run),
    ...facts,
  }));
}

function gather(facts: Omit<Streamed, "finished">, event: Event): void {
  if (event.type === "diagnostic") facts.diagnostics.push(event.diagnostic);
  else if (event.type === "change_summary") facts.counts = event.changes;
  else if (event.type === "apply_complete")
    facts.done.push({ address: event.address, action: event.action });
  else if (event.type === "apply_errored") facts.failed.push(event.address);
  else if (event.type === "text" && facts.text.length < KEPT_LINES) facts.text.push(event.message);
}

const diagnosticText = (event: Extract<Event, { type: "diagnostic" }>): string =>
  `${event.diagnostic.severity === "error" ? "Error" : "Warning"}: ${textOf(event.diagnostic)}`;
