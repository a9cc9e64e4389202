import type { Status } from "../../actions/lib/github/status.ts";
import type { Head, Part } from "../../actions/lib/plan-comment/part.ts";

/** What a report says first, when it is a sentence. */
export const headOf = (line: string, change: Partial<Head> = {}): Head => ({
  ...{ what: "Plan", label: "dev", directory: "infra", alerts: [], line, short: line },
  ...{ notes: [], below: [], ...change },
});

/** A part of a comment whose only block is a text. */
export const partOf = (text: string, change: Partial<Part> = {}): Part => ({
  ...{ command: "plan", directory: "infra", head: "a".repeat(40), runId: 7, runAttempt: 1, at: 1 },
  says: headOf(
    "**1 to add**",
    change.directory === undefined ? {} : { directory: change.directory },
  ),
  ...{ blocks: [{ title: text.slice(0, 20), rank: 1, text }], left: [], foot: "", ...change },
});

export const statusOf = (text: string, change: Partial<Status> = {}): Status => ({
  ...{ state: "planned", runId: 7, runAttempt: 1, at: 5, text, ...change },
});

interface Earlier {
  target: Record<string, string>;
  head?: string;
  runId?: number;
  facts?: string[];
  status?: Status;
}

/** A comment as each workspace once had of its own. */
export function earlierComment(kind: "plan" | "apply", text: string, change: Earlier): string {
  const { target, head = "a".repeat(40), runId = 7, facts, status } = change;
  const marker = escape({ target, head, run: runId, attempt: 1, facts });
  const said =
    status === undefined
      ? ""
      : `<!-- eks-pipeline:status ${JSON.stringify({
          ...{ state: status.state, run: status.runId, attempt: status.runAttempt, at: status.at },
        })} -->\n${status.text}\n\n`;
  return `<!-- eks-pipeline:${kind} ${marker} -->\n${said}${text}`;
}

const escape = (value: unknown): string =>
  JSON.stringify(value).replaceAll(
    /[<>-]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
