import { parseEvent } from "./events.ts";

/**
 * How far an interrupted apply came, according to its own messages. The lists contain addresses, in the order of the
 * messages.
 */
export interface Progress {
  /** How many operations were finished: a replacement counts as two. Reads of data sources do not count. */
  operations: number;
  /** Objects that were created, changed or replaced. */
  live: string[];
  /** Objects that were destroyed and not replaced. */
  gone: string[];
  failed: string[];
  /** Started, and neither finished nor failed: nobody knows which part of it exists. */
  inFlight: string[];
}

/** Operations after which an object exists. */
const MAKES = new Set(["create", "update"]);

/**
 * Reads the progress of an apply.
 * @param lines what `apply -json` printed
 */
export function progressOf(lines: readonly string[]): Progress {
  const [started, live, gone] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const failed: string[] = [];
  let operations = 0;
  for (const event of lines.map(parseEvent)) {
    if (!("action" in event) || event.action === "read") continue;
    const { type, address, action } = event;
    if (type === "apply_start") {
      started.add(address);
      continue;
    }
    started.delete(address);
    if (type === "apply_errored") {
      failed.push(address);
      continue;
    }
    operations += 1;
    if (action === "delete") gone.add(address);
    else if (MAKES.has(action)) live.add(address);
  }
  return {
    operations,
    live: [...live],
    // The deletion in a replacement removes only the old object.
    gone: [...gone].filter((address) => !live.has(address)),
    failed,
    inFlight: [...started],
  };
}
