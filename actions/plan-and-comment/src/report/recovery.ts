import { code, escapeMarkdown } from "../../../lib/markdown/escape.ts";
import type { Redact } from "../../../lib/redact/redactor.ts";
import { lockLine } from "../../../lib/terraform/recovery-report.ts";
import type { Recovery } from "../../../lib/terraform/recover.ts";
import { continueLine } from "../status/lines.ts";
import type { Document, Section } from "./document.ts";
import { addressItem } from "./item.ts";
import { MAY_EXIST, count, plural } from "./text.ts";

/**
 * Returns the report of an apply in its final state: what the main step knew, and what the post step has seen since
 * then.
 * @param document report of the main step, already redacted
 * @param planned number of operations that the apply was to carry out
 * @param redact is given every raw value
 */
export function recoveryDocument(
  document: Document,
  planned: number,
  recovery: Recovery,
  redact: Redact,
): Document {
  const { interrupted, lock, rescue, error } = recovery;
  const lines = interrupted.map(({ progress }) => cancelledLine(progress, planned));
  if (lock !== undefined) lines.push(sentence(redact(lockLine(lock))));
  if (rescue !== undefined) lines.push(rescueLine(rescue, redact));
  else if (interrupted.some(({ ending }) => ending !== "ended"))
    lines.push(
      "What was in flight may exist without being in the state: look for it, and import what exists before the next apply.",
    );
  if (error instanceof Error) lines.push(`❌ **${escapeMarkdown(redact(error.message))}**`);
  return {
    ...document,
    statusLine: document.statusLine && continueLine(document.statusLine, lines),
    head: { ...document.head, below: [...document.head.below, ...lines] },
    sections: [
      ...interrupted.flatMap(({ progress }) => progressSections(progress)),
      ...document.sections,
    ],
  };
}

type Progress = Recovery["interrupted"][number]["progress"];

function cancelledLine(progress: Progress, planned: number): string {
  const { operations, failed, inFlight } = progress;
  const rest = [
    ...(failed.length > 0 ? [`${count(failed.length)} failed`] : []),
    ...(inFlight.length > 0 ? [`${count(inFlight.length)} in flight when it was stopped`] : []),
  ];
  const applied = `applied ${count(operations)} of ${plural(planned, "operation")}`;
  const remarks = [...whatIs(progress), ...(failed.length > 0 ? [MAY_EXIST] : [])];
  if (operations + failed.length + inFlight.length === 0) remarks.push("Nothing of it is live.");
  return [`**Cancelled: ${[applied, ...rest].join(", ")}.**`, ...remarks].join(" ");
}

/** Describes what became of the objects of the finished operations. */
function whatIs({ live, gone }: Progress): string[] {
  if (gone.length === 0) return live.length === 0 ? [] : ["What was applied is live."];
  return live.length === 0
    ? ["What was destroyed is gone."]
    : ["What was applied is live, what was destroyed is gone."];
}

const progressSections = ({ live, gone, failed, inFlight }: Progress): Section[] => [
  section(inFlight, "operation", "in flight"),
  section(failed, "operation", "failed"),
  section(gone, "object", "destroyed"),
  section(live, "object", "live"),
];

const section = (addresses: readonly string[], one: string, what: string): Section => ({
  title: `${plural(addresses.length, one)} ${what}`,
  items: addresses.map((address) => addressItem(address, "")),
});

function rescueLine(rescue: NonNullable<Recovery["rescue"]>, redact: Redact): string {
  switch (rescue.kind) {
    case "pushed":
      return `The state that could not be saved was pushed afterwards, as serial ${rescue.serial}: nothing is lost.`;
    case "kept":
      return `The state could not be saved. It is kept at ${code(rescue.address)}; the summary of the run has the commands that bring it back.`;
    case "left":
      return `The state could not be saved, and it is on the runner only: ${escapeMarkdown(redact(rescue.why))}`;
  }
}

const sentence = (text: string): string =>
  escapeMarkdown(`${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`);
