import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Json } from "./json.ts";
import type { Observations, Service } from "./service.ts";

const fileOf = (service: string): string =>
  path.join(import.meta.dirname, service, "recorded.json");

/** What the independent engine answered when `npm run record` asked it last. Empty when it never did. */
export function readRecording(service: string): Observations {
  let text: string;
  try {
    text = readFileSync(fileOf(service), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return new Map();
    throw error;
  }
  return new Map(Object.entries(JSON.parse(text) as Record<string, Json>));
}

/**
 * Writes the answers in the order of the cases, short ones on one line.
 *
 * @throws Error with the cases in which the engine did not answer at all: that is not worth keeping
 */
export function writeRecording({ name, cases }: Service, observations: Observations): void {
  const broken = cases.filter((one) => {
    const observed = observations.get(one);
    return observed === undefined || hasThrown(observed);
  });
  if (broken.length > 0) {
    const lines = broken.map((one) => `  ${one}: ${JSON.stringify(observations.get(one))}`);
    throw new Error(`nothing was written, cases failed on the engine:\n${lines.join("\n")}`);
  }
  const lines = cases.map((one) => `${JSON.stringify(one)}: ${printed(observations.get(one))}`);
  writeFileSync(fileOf(name), `{\n${lines.join(",\n")}\n}\n`);
}

function printed(value: Json | undefined): string {
  const line = JSON.stringify(value);
  return line.length <= 120 ? line : JSON.stringify(value, undefined, 2);
}

const hasThrown = (observed: Json): boolean =>
  typeof observed === "object" &&
  observed !== null &&
  !Array.isArray(observed) &&
  observed["threw"] !== undefined;
