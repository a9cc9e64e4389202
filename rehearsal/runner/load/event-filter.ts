import { isMapping, isSequence } from "@actions/workflow-parser";
import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/template-token";
import { at, written } from "./workflow.ts";

/** What is known of an event. A filter about something that is not known is not looked at. */
export interface EventFacts {
  /** The pushed branch, or the one that a pull request goes to. */
  branch?: string;
  /** The pushed tag. */
  tag?: string;
  /** What happened to a pull request, such as opened. */
  type?: string;
  /** Paths of the changed files. */
  files?: readonly string[];
}

/** The facts in words, such as "branch main, type synchronize". */
export const describeFacts = ({ branch, tag, type }: EventFacts): string =>
  Object.entries({ branch, tag, type })
    .flatMap(([name, value]) => (value === undefined ? [] : `${name} ${value}`))
    .join(", ");

/** https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#pull_request */
const PULL_REQUEST_TYPES = ["opened", "synchronize", "reopened"];

/**
 * A filter pattern: `*` is no slash, `**` anything; `?` and `+` repeat the character before them.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet
 */
function matches(pattern: string, name: string): boolean {
  const parts = pattern.match(/\*\*|\\.|[^]/g) ?? [];
  const source = parts.map((part) => {
    if (part === "**") return ".*";
    if (part === "*") return "[^/]*";
    if (part.length === 2) return part;
    return /[.^$(){}|\\]/.test(part) ? `\\${part}` : part;
  });
  return new RegExp(`^${source.join("")}$`, "s").test(name);
}

/** Whether patterns let a name in: the last that matches decides, and one with `!` excludes. */
const includes = (patterns: readonly string[], name: string): boolean =>
  patterns.reduce((isIn, pattern) => {
    const isExclusion = pattern.startsWith("!");
    return matches(isExclusion ? pattern.slice(1) : pattern, name) ? !isExclusion : isIn;
  }, false);

function listAt(filter: TemplateToken | undefined, key: string): string[] | undefined {
  const token = at(filter, key);
  if (token === undefined) return undefined;
  if (!isSequence(token)) return [written(token)];
  return [...(token as Iterable<TemplateToken>)].map((one) => written(one));
}

/** Whether a name passes `key` and `key-ignore`; undefined when there are none of them. */
function passes(filter: TemplateToken, key: string, name: string): boolean | undefined {
  const only = listAt(filter, key);
  const ignored = listAt(filter, `${key}-ignore`);
  if (only === undefined && ignored === undefined) return undefined;
  return (only === undefined || includes(only, name)) && !includes(ignored ?? [], name);
}

function passesRef(filter: TemplateToken, event: string, { branch, tag }: EventFacts): boolean {
  if (branch !== undefined) {
    const hasTags = ["tags", "tags-ignore"].some((key) => at(filter, key) !== undefined);
    // A push to a branch does not start what names only tags, and the other way round.
    return passes(filter, "branches", branch) ?? !(event === "push" && hasTags);
  }
  if (tag === undefined) return true;
  const hasBranches = ["branches", "branches-ignore"].some((key) => at(filter, key) !== undefined);
  return passes(filter, "tags", tag) ?? !hasBranches;
}

function passesFiles(filter: TemplateToken, { files, tag }: EventFacts): boolean {
  // Path filters are not looked at for tags.
  if (files === undefined || tag !== undefined) return true;
  const only = listAt(filter, "paths");
  const ignored = listAt(filter, "paths-ignore");
  if (only !== undefined && !files.some((file) => includes(only, file))) return false;
  return ignored === undefined || !files.every((file) => includes(ignored, file));
}

/** Whether a workflow that has the event under `on` runs for it: branches, tags, paths and types. */
export function passesFilters(
  on: TemplateToken | undefined,
  event: string,
  facts: EventFacts,
): boolean {
  const filter = on !== undefined && isMapping(on) ? on.find(event) : undefined;
  const types = filter && isMapping(filter) ? listAt(filter, "types") : undefined;
  const wanted = types ?? (event.startsWith("pull_request") ? PULL_REQUEST_TYPES : undefined);
  if (facts.type !== undefined && wanted !== undefined && !wanted.includes(facts.type))
    return false;
  if (filter === undefined || !isMapping(filter)) return true;
  return passesRef(filter, event, facts) && passesFiles(filter, facts);
}
