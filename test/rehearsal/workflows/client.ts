/** What a workflow did, as the workflow itself recorded it. */
export interface Observation {
  /** Whether the run succeeded. */
  ok: boolean;
  /** Lines that its steps appended to the file $OBSERVED. */
  observed: string[];
  /** Log lines that begin with "LOG:", as the log shows them. */
  log: string[];
}

/** A workflow engine: runs a repository of files. */
export interface WorkflowEngine {
  run(files: Readonly<Record<string, string>>): Promise<Observation>;
}

/**
 * Returns the lines of a text. Each JSON object in it, which may have several lines, becomes one line with sorted keys,
 * because engines may write keys in different orders.
 */
export function observationsIn(text: string): string[] {
  const observations: string[] = [];
  let open: string[] = [];
  for (const line of linesOf(text)) {
    if (open.length === 0 && !line.startsWith("{")) {
      observations.push(line);
      continue;
    }
    open.push(line);
    const value = parse(open.join("\n"));
    if (value === undefined) continue;
    observations.push(JSON.stringify(sorted(value)));
    open = [];
  }
  return [...observations, ...open];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The object is not complete yet.
    return undefined;
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}

export const linesOf = (text: string): string[] =>
  text.split(/\r?\n/).filter((line) => line !== "");

export const logged = (lines: readonly string[]): string[] =>
  lines.filter((line) => line.startsWith("LOG:"));
