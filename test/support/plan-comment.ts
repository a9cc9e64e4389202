import { createHash } from "node:crypto";
import type { Status } from "../../actions/lib/github/status.ts";
import type { Head, Part } from "../../actions/lib/plan-comment/part.ts";

/** Returns the head of a report that consists of one sentence. */
export const headOf = (line: string, change: Partial<Head> = {}): Head => ({
  what: "Plan",
  label: "dev",
  directory: "infra",
  alerts: [],
  line,
  short: line,
  notes: [],
  below: [],
  ...change,
});

/** Returns a part of a comment whose only block is a text. */
export const partOf = (text: string, change: Partial<Part> = {}): Part => ({
  command: "plan",
  directory: "infra",
  head: "a".repeat(40),
  runId: 7,
  runAttempt: 1,
  at: 1,
  says: headOf(
    "**1 to add**",
    change.directory === undefined ? {} : { directory: change.directory },
  ),
  blocks: [{ title: text.slice(0, 20), rank: 1, text }],
  left: [],
  foot: "",
  ...change,
});

export const statusOf = (text: string, change: Partial<Status> = {}): Status => ({
  state: "planned",
  runId: 7,
  runAttempt: 1,
  at: 5,
  text,
  ...change,
});

/** What the comment has to say about a workspace. */
export type Fate = "failed" | "destroys" | "opens" | "changes" | "nothing" | "applied";

interface OneOfMany {
  fate: Fate;
  /** Length of its folder's name, in characters. */
  length: number;
  /** Length of its block, in characters. Each of its texts is a fraction of that. */
  text: number;
}

/** Returns a text that cannot be compressed. The same number always gives the same text. */
const noise = (at: number, length: number): string =>
  Array.from({ length: Math.ceil(length / 40) }, (_, round) =>
    createHash("sha256").update(`${at} ${round}`).digest("base64url").slice(0, 40),
  )
    .join("")
    .slice(0, length);

/** Returns the part of one of many workspaces. The name of its folder ends with its number. */
export function workspaceOf(at: number, { fate, length, text }: OneOfMany): Part {
  const end = `/team-${String(at).padStart(5, "0")}`;
  const directory = `${noise(at, Math.max(1, length - end.length))}${end}`;
  const gravest = {
    failed: "",
    destroys: "destroys `aws_db_instance.orders`",
    opens: "opens `x`",
    changes: "",
    nothing: "",
    applied: "destroys `aws_db_instance.old`",
  }[fate];
  const long = noise(at, text / 10);
  const line = { text: `**Risk** ${long}`, weight: fate === "opens" ? 20 : 3 };
  const hasLoss = fate === "destroys" || fate === "applied";
  const risks = {
    lines: gravest === "" ? [] : [{ ...line, isOpening: fate === "opens" }],
    gravest,
    hidden: 0,
    hiddenOpenings: 0,
    hasLoss,
    losses: hasLoss ? [{ lines: [0], destroyed: 2, replaced: 0 }] : [],
  };
  const says = headOf("**Plan: 1 to add**", {
    directory,
    short: `1 to add · ${long.slice(0, 120)}`,
    notes: [long],
    ...(fate === "failed" ? {} : { risks }),
    next: { text: "merging applies this.", hasWork: fate !== "nothing" },
  });
  const state = fate === "failed" || fate === "applied" ? fate : "planned";
  return partOf(noise(at, text), {
    directory,
    state: noise(at + 1000, 16),
    says,
    foot: `<sub>run ${at}</sub>`,
    status: statusOf(`**${state}** ${long}`, { state, runId: state === "applied" ? 8 : 7 }),
    facts: [fate],
  });
}
