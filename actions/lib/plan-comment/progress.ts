import type { StatusState } from "../github/status.ts";
import type { Part } from "./part.ts";

const WORDS: Readonly<Record<StatusState, readonly [sign: string, word: string]>> = {
  planned: ["🔵", "Planned"],
  superseded: ["⚠️", "Superseded"],
  applied: ["✅", "Applied"],
  unchanged: ["✅", "Nothing left to apply"],
  refused: ["⛔", "Not applied"],
  failed: ["❌", "Failed"],
  cancelled: ["⚪", "Cancelled"],
};

/**
 * Returns a sign and a word for the progress of a workspace.
 * @param isEarlier the part is about an earlier commit
 */
export function stateOf(part: Part, isEarlier = false): readonly [string, string] {
  const [sign, word] = currentState(part);
  return isEarlier ? ["⚪", `${word} earlier`] : [sign, word];
}

function currentState(part: Part): readonly [string, string] {
  const { status, says } = part;
  if (status === undefined) return ["🔵", says.what === "Plan" ? "Planned" : "Applied"];
  const [sign, word] = WORDS[status.state];
  if (status.state === "failed") return [sign, hasNoPlan(part) ? "Plan failed" : "Apply failed"];
  return [sign, word];
}

/** Returns whether nobody knows what a workspace would change: its plan failed, or was cancelled. */
export const hasNoPlan = ({ status, runId, command, says }: Part): boolean =>
  command === "plan" &&
  status?.runId === runId &&
  (status.state === "failed" || status.state === "cancelled") &&
  says.risks === undefined;

/** Returns whether a workspace has what was planned for it, so that its risks are in the past. */
export const isDone = ({ status }: Pick<Part, "status">): boolean =>
  status?.state === "applied" || status?.state === "unchanged";
