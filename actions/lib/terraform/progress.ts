import { parseEvent } from "./events.ts";

/** How far an interrupted apply came, by its own messages. Addresses, in the order of the messages. */
export interface Progress {
  done: string[];
  failed: string[];
  /** Started, and neither finished nor failed: what exists of it is not known. */
  inFlight: string[];
}

/** @param lines what `apply -json` printed */
export function progressOf(lines: readonly string[]): Progress {
  const progress: Progress = { done: [], failed: [], inFlight: [] };
  const started = new Set<string>();
  for (const event of lines.map(parseEvent)) {
    if (event.type === "apply_start") started.add(event.address);
    else if (event.type === "apply_complete" || event.type === "apply_errored") {
      started.delete(event.address);
      progress[event.type === "apply_complete" ? "done" : "failed"].push(event.address);
    }
  }
  progress.inFlight = [...started];
  return progress;
}
