import { code, escapeMarkdown } from "../../../lib/markdown/escape.ts";
import { linkTo } from "../../../lib/plan-comment/head-text.ts";
import type { Head } from "../../../lib/plan-comment/part.ts";
import type { Redact } from "../../../lib/redact/redactor.ts";

/** What a report is about: which workspace, planned by which run. */
export interface Subject {
  /** The name that people use for the target, for example `dev`; "" = no name is shown. */
  label: string;
  /** Folder of the workspace, relative to the repository's root. */
  directory: string;
  /** Hash that identifies the state: each state has a comment of its own. Undefined as long as there is no state. */
  state?: string;
  /** Whether the bucket of the state does not exist yet. */
  hasNoState?: boolean;
  /** How the plan is applied, if that is known. */
  next?: Next | undefined;
  /** The tool with its version, such as `Terraform 1.11.4`. */
  tool: string;
  commit: string;
  run: { number: number; attempt: number; url: string };
}

/** What comes after the plan of a pull request. */
export interface Next {
  /** The environment that the plan is for. */
  environment: string;
  /** The environment whose releases are promoted to it; undefined = merging deploys. */
  promoteFrom: string | undefined;
}

/** Returns the names by which a report is called. */
export const nameOf = (
  what: Head["what"],
  { label, directory }: Subject,
  redact: Redact,
): Pick<Head, "what" | "label" | "directory"> => ({
  what,
  directory,
  label: escapeMarkdown(redact(label).slice(0, LONGEST_LABEL)),
});

const LONGEST_LABEL = 100;

export function foot(subject: Subject): string {
  const { tool, commit, run } = subject;
  const attempt = run.attempt > 1 ? `, attempt ${run.attempt}` : "";
  return `<sub>${escapeMarkdown(tool)} · commit ${code(commit.slice(0, 12))} · ${linkTo(run.url, `run ${run.number}${attempt}`)}</sub>`;
}
