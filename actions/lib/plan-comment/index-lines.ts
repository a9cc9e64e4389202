import { code, escapeMarkdown } from "../markdown/escape.ts";
import { count } from "../text/count.ts";
import { earlierParts, shortCommit } from "./earlier-commit.ts";
import type { Part } from "./part.ts";
import { isDone, stateOf } from "./progress.ts";

/** Characters of the first screen that the index uses at most, and may always use. */
const LONGEST = 850;
const LEAST = 300;
const LONGEST_NAME = 48;

/**
 * Returns the names by which people distinguish workspaces: the end of each folder that no other folder has. Markdown;
 * "" if there is no room.
 */
export function namesOf(parts: readonly Part[]): ReadonlyMap<Part, string> {
  const all = parts.map(({ directory }) => directory);
  return new Map(parts.map((part) => [part, code(nameOf(part, all))]));
}

function nameOf({ directory, id }: Part, all: readonly string[]): string {
  if (id === undefined) return shortName(directory, all);
  return directory === "" ? "" : `…${directory}`;
}

function shortName(directory: string, all: readonly string[]): string {
  const steps = directory.split("/");
  for (let kept = 1; kept < steps.length; kept += 1) {
    const name = steps.slice(-kept).join("/");
    const same = all.filter((other) => other === name || other.endsWith(`/${name}`));
    if (same.length <= 1 && name.length <= LONGEST_NAME) return name;
  }
  return directory.length > LONGEST_NAME ? `…${directory.slice(1 - LONGEST_NAME)}` : directory;
}

/** The index of the first screen. */
interface Index {
  lines: string[];
  /** Workspaces that the index only counts. */
  others: readonly Part[];
}

/**
 * Returns a line for each workspace: its progress, its counts, its most severe risk. If there is no room for all, the
 * lines of the last workspaces become shorter, and then the rest is counted by state.
 * @param parts the most important first
 * @param taken characters that the first screen needs for something else
 */
export function indexOf(parts: readonly Part[], taken = 0): Index {
  const room = Math.max(LEAST, LONGEST - taken);
  const all = linesWithin(parts, parts, room);
  const nameless = parts.findIndex(hasNoName);
  const most = nameless < 0 ? parts.length : nameless;
  if (most === parts.length && sizeOf(all) <= room) return { lines: all, others: [] };
  for (let shown = Math.min(most, parts.length - 1); ; shown -= 1) {
    const others = parts.slice(shown);
    const more = `- and ${count(others.length)} more: ${byState(others, parts)}`;
    const lines = [...all.slice(0, shown), more];
    if (sizeOf(lines) <= room || shown === 0) return { lines, others };
  }
}

/** Characters of a list of workspaces below the first screen. */
const LONGEST_LIST = 16_000;

/**
 * Returns a line for each workspace that appears nowhere else, shorter lines if there are many, and the number of those
 * that there is no room to name.
 * @param parts all of them, the most important first
 */
export function listOf(others: readonly Part[], parts: readonly Part[]): string[] {
  const named = others.filter((part) => !hasNoName(part));
  const rest = others.filter(hasNoName);
  const lines = linesWithin(named, parts, LONGEST_LIST);
  if (rest.length === 0) return lines;
  const more = `that there is no room to name: ${byState(rest, parts)}. Their jobs' summaries have them`;
  return [...lines, `- and ${count(rest.length)} ${more}.`];
}

const hasNoName = ({ id, directory }: Part): boolean => id !== undefined && directory === "";

/**
 * Returns a line for each of these workspaces. The last lines become shorter until there is room for all, as far as
 * possible.
 */
function linesWithin(some: readonly Part[], parts: readonly Part[], room: number): string[] {
  const names = namesOf(parts);
  const earlier = earlierParts(parts);
  const write = (form: Form, part: Part) => form(part, names.get(part) ?? "", earlier.has(part));
  const lines = some.map((part) => write(wholeLine, part));
  let size = sizeOf(lines);
  for (const form of [lineWithTotals, lineWithoutRisk, shortLine])
    for (let at = some.length - 1; at >= 0 && size > room; at -= 1) {
      const line = write(form, some[at] as Part);
      size += line.length - (lines[at] ?? "").length;
      lines[at] = line;
    }
  return lines;
}

const sizeOf = (lines: readonly string[]): number =>
  lines.reduce((sum, line) => sum + line.length + 1, 0);

/** Renders a line with the name of the workspace. */
type Form = (part: Part, name: string, isEarlier: boolean) => string;

const wholeLine: Form = (part, name, isEarlier) =>
  `${startOf(part, name, isEarlier)}${countsOf(part.says.short)}${riskOf(part)}`;

const lineWithTotals: Form = (part, name, isEarlier) =>
  `${lineWithoutRisk(part, name, isEarlier)}${riskOf(part)}`;

/** Shows only the tool's own counts. */
const lineWithoutRisk: Form = (part, name, isEarlier) => {
  const [counts = ""] = part.says.short.split(" · ");
  return `${startOf(part, name, isEarlier)}${countsOf(counts)}`;
};

const countsOf = (counts: string): string => (counts === "" ? "" : `: ${escapeMarkdown(counts)}`);

const shortLine: Form = (part, name, isEarlier) => {
  const [sign, word] = stateOf(part, isEarlier);
  return `- ${sign} ${word} ${name}`;
};

function startOf(part: Part, name: string, isEarlier: boolean): string {
  const [sign, word] = stateOf(part, isEarlier);
  const commit = isEarlier ? ` at ${shortCommit(part.head)}` : "";
  return `- ${sign} **${word}**${commit} ${name}`;
}

function riskOf(part: Part): string {
  const { gravest = "" } = part.says.risks ?? {};
  return gravest === "" || isDone(part) ? "" : ` — ${gravest}`;
}

/** Returns the counts by state, such as: 3 planned, 2 applied */
function byState(some: readonly Part[], parts: readonly Part[]): string {
  const earlier = earlierParts(parts);
  const numbers = new Map<string, number>();
  for (const part of some) {
    const [, word] = stateOf(part, earlier.has(part));
    numbers.set(word, (numbers.get(word) ?? 0) + 1);
  }
  return [...numbers].map(([word, number]) => `${count(number)} ${word.toLowerCase()}`).join(", ");
}
