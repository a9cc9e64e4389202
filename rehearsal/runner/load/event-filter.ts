import { isMapping, isSequence } from "@actions/workflow-parser";
import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/template-token";
import { at, written } from "./workflow.ts";

/** What is known about an event. Filters on unknown facts are ignored. */
export interface EventFacts {
  /** The pushed branch, or the target branch of a pull request. */
  branch?: string;
  /** The pushed tag. */
  tag?: string;
  /** The activity type of a pull request event, such as opened. */
  type?: string;
  /** Paths of the changed files. */
  files?: readonly string[];
}

/** How many changed files are named. The others are counted. */
const NAMED = 3;

/** Describes the facts in words, such as "branch main, type synchronize, changes README.md and 2 more". */
export function describeFacts({ branch, tag, type, files = [] }: EventFacts): string {
  const more = files.length > NAMED ? ` and ${files.length - NAMED} more` : "";
  const changes = files.length === 0 ? undefined : `${files.slice(0, NAMED).join(", ")}${more}`;
  return Object.entries({ branch, tag, type, changes })
    .flatMap(([name, value]) => (value === undefined ? [] : `${name} ${value}`))
    .join(", ");
}

/** https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#pull_request */
const PULL_REQUEST_TYPES = ["opened", "synchronize", "reopened"];

/** Matches wildcards, an escaped character, a class of characters, and any other character. */
const TOKEN = /\*\*\/|\*\*|\*|\\[^]|\[[^\]]+\]|[^]/g;

/**
 * Returns whether a name matches a filter pattern: `*` is anything except a slash, `**` is anything, and `**` with a
 * slash is any number of folders. `?` and `+` repeat the character before them; without such a character, they are
 * literal.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet
 */
function matches(pattern: string, name: string): boolean {
  let isRepeatable = false;
  const source = (pattern.match(TOKEN) ?? []).map((token) => {
    const mayRepeat = isRepeatable;
    const isWildcard = token.startsWith("*");
    const isQuantifier = token === "?" || token === "+";
    isRepeatable = !isWildcard && !(isQuantifier && mayRepeat);
    if (isWildcard) return { "**/": "(?:.*/)?", "**": ".*", "*": "[^/]*" }[token] ?? "";
    if (isQuantifier && mayRepeat) return token;
    return token.length > 1 && token.startsWith("[") ? token : literal(token.slice(-1));
  });
  return new RegExp(`^${source.join("")}$`, "s").test(name);
}

const literal = (character: string): string => character.replace(/[^\w/]/, "\\$&");

/** Returns whether patterns include a name: the last matching pattern decides, and `!` excludes. */
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

/** Returns whether a name passes `key` and `key-ignore`; undefined if the filter has neither. */
function passes(filter: TemplateToken, key: string, name: string): boolean | undefined {
  const only = listAt(filter, key);
  const ignored = listAt(filter, `${key}-ignore`);
  if (only === undefined && ignored === undefined) return undefined;
  return (only === undefined || includes(only, name)) && !includes(ignored ?? [], name);
}

function passesRef(filter: TemplateToken, event: string, { branch, tag }: EventFacts): boolean {
  if (branch !== undefined) {
    const hasTags = ["tags", "tags-ignore"].some((key) => at(filter, key) !== undefined);
    // A push to a branch does not start a workflow that filters only tags, and vice versa.
    return passes(filter, "branches", branch) ?? !(event === "push" && hasTags);
  }
  if (tag === undefined) return true;
  const hasBranches = ["branches", "branches-ignore"].some((key) => at(filter, key) !== undefined);
  return passes(filter, "tags", tag) ?? !hasBranches;
}

function passesFiles(filter: TemplateToken, { files, tag }: EventFacts): boolean {
  // Path filters do not apply to tags.
  if (files === undefined || tag !== undefined) return true;
  const only = listAt(filter, "paths");
  const ignored = listAt(filter, "paths-ignore");
  if (only !== undefined && !files.some((file) => includes(only, file))) return false;
  return ignored === undefined || !files.every((file) => includes(ignored, file));
}

/** Returns whether a workflow with the event under `on` runs for it: checks branches, tags, paths and types. */
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

/** Returns whether it depends on the changed files if a workflow runs for the event. */
export const filtersPaths = (on: TemplateToken | undefined, event: string): boolean =>
  ["paths", "paths-ignore"].some((key) => at(on, event, key) !== undefined);
