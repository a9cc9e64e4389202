import type { Condition, CustomObject } from "../api/objects.ts";

/** Fields of a status in which controllers write how far they are, and why they do not continue. */
const INFORMATIVE =
  /^(?:phase|state|health|message|reason|error|lastError|failure(?:Reason|Message))$/i;
/** Levels below `status`, as in {.status.operationState.message}. */
const DEEPEST = 2;
const MOST = 5;
const LONGEST = 300;

/**
 * Returns what an object reports about itself, for a reader who has to find out why the rollout waits for it: its
 * conditions, and the informative fields of its status.
 * @param said names of conditions, and paths such as {.status.phase}, that are already shown
 * @returns undefined if it reports nothing else
 */
export function ownWords({ status }: CustomObject, said: ReadonlySet<string>): string | undefined {
  const conditions = (Array.isArray(status?.conditions) ? [...status.conditions] : [])
    // A condition that is False or has a message is more likely to be the reason.
    .sort((a, b) => weightOf(a) - weightOf(b))
    .filter(({ type }) => !said.has(type))
    .map(describeCondition);
  const members = tellingMembers(status, ".status", 1)
    .filter(([path]) => !said.has(path))
    .map(([path, text]) => `${path} is ${text}`);
  const words = [...conditions, ...members].slice(0, MOST).map(oneLine);
  return words.length === 0 ? undefined : words.join("; ");
}

/** Describes a condition: "Ready is False (DoesNotExist): the secret is missing". Argo CD's have no status. */
export function describeCondition({ type, status, reason, message }: Partial<Condition>): string {
  const is = status === undefined ? "" : ` is ${status}`;
  const why = reason === undefined || reason === "" ? "" : ` (${reason})`;
  return `${type ?? ""}${is}${why}${message === undefined || message === "" ? "" : `: ${message}`}`;
}

const weightOf = ({ status, message = "" }: Partial<Condition>): number =>
  (status === "True" ? 2 : 0) + (message === "" ? 1 : 0);

function tellingMembers(value: unknown, path: string, depth: number): [string, string][] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([name, member]): [string, string][] => {
    const at = `${path}.${name}`;
    if (typeof member === "string")
      return member !== "" && INFORMATIVE.test(name) ? [[`{${at}}`, member]] : [];
    return depth < DEEPEST ? tellingMembers(member, at, depth + 1) : [];
  });
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
