import { STATUS_STATES } from "../github/status.ts";
import type { Status, StatusState } from "../github/status.ts";
import { escapeMarkdown } from "../markdown/escape.ts";
import type { Block, Head, Part } from "./part.ts";
import type { Target } from "./target.ts";

// Each workspace once had a comment of its own. Such a comment becomes a part of the common one.

const MARKER = /^<!-- eks-pipeline:(plan|apply) (\{.*?\}) -->\n/;
const STATUS = /^<!-- eks-pipeline:status (\{[^\n]*?\}) -->\n([^\n]*)(?:\n\n|$)/;

/** Where the text of a workspace's own comment goes on below its first screen. */
const FIRST_SECTION = /^(?:#### |<details>)/m;

/** Somebody may have edited it: nothing in it is certain. */
interface EarlierMarker {
  target?: Partial<Record<"workflow" | "label" | "directory" | "state", string>>;
  head?: unknown;
  run?: unknown;
  attempt?: unknown;
  facts?: unknown;
}

/** The part that a comment of a workspace's own stands for; undefined when it is none, or somebody has edited its marker. */
export function readEarlier(comment: string): { target: Target; part: Part } | undefined {
  const text = comment.replaceAll("\r\n", "\n");
  const [start = "", command, json = ""] = MARKER.exec(text) ?? [];
  const marker = parse(json) as EarlierMarker | undefined;
  const { workflow = "", label = "", directory, state } = marker?.target ?? {};
  if (command === undefined || marker === undefined || typeof directory !== "string")
    return undefined;
  const { head, run, attempt, facts } = marker;
  const below = text.slice(start.length);
  const status = readStatus(below);
  const [says, blocks, foot] = readText(below.replace(STATUS, ""), command, { label, directory });
  return {
    target: { workflow, label },
    part: {
      ...{ command: command as Part["command"], directory, ...(state && { state }) },
      ...{ head: String(head), runId: Number(run), runAttempt: Number(attempt), at: 0 },
      ...(Array.isArray(facts) ? { facts: facts.map(String) } : {}),
      ...(status === undefined ? {} : { status }),
      ...{ says, blocks, left: [], foot },
    },
  };
}

function readStatus(text: string): Status | undefined {
  const [, json = "", line = ""] = STATUS.exec(text) ?? [];
  const found = parse(json) as Record<string, unknown> | undefined;
  if (!STATUS_STATES.includes(found?.["state"] as StatusState)) return undefined;
  const { state, run, attempt, at } = found as { state: StatusState } & Record<string, unknown>;
  return { state, text: line, runId: Number(run), runAttempt: Number(attempt), at: Number(at) };
}

function readText(
  text: string,
  command: string,
  { label, directory }: { label: string; directory: string },
): [Head, Block[], string] {
  const [foot = ""] = /<sub>[^\n]*<\/sub>\s*$/.exec(text) ?? [];
  const body = text.slice(0, text.length - foot.length).trim();
  const end = body.search(FIRST_SECTION);
  const screen = (end < 0 ? body : body.slice(0, end)).trim();
  const rest = end < 0 ? "" : body.slice(end).trim();
  const paragraphs = screen
    .split("\n\n")
    .filter((one) => !/^### |^\*\*Next:\*\*|^Every attribute:/.test(one));
  const [line = "", ...notes] = paragraphs;
  const says: Head = {
    ...{ what: command === "apply" ? "Apply" : "Plan", label: escapeMarkdown(label), directory },
    ...{ alerts: [], line, short: shortOf(line), notes, below: [] },
  };
  const blocks = rest === "" ? [] : [{ title: "the changes", rank: 5, text: rest }];
  return [says, blocks, foot.trim()];
}

/** The counts of `**Plan: 1 to add, 0 to change, 0 to destroy.** · 1 read`, without its marks. */
const shortOf = (line: string): string =>
  line
    .replaceAll(/[*\\]/g, "")
    .replace(/^Plan: /, "")
    .replace(/\.(?= ·|$)/, "")
    .slice(0, 120);

function parse(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    // Somebody edited it: the comment belongs to them now.
    return undefined;
  }
}
