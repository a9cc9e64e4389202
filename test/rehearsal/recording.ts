import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Json } from "./json.ts";
import type { Observations, Service } from "./service.ts";

const fileOf = (service: string): string =>
  path.join(import.meta.dirname, service, "recorded.json");

/** Reads what the independent engine answered in the last `npm run record`. Empty if there is no recording. */
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
 * Writes the answers in the order of the cases.
 *
 * @throws Error with the cases in which the engine did not answer at all: such a recording is useless
 */
export function writeRecording({ name, cases }: Service, observations: Observations): void {
  const answers = cases.map((one): [string, Json] => [one, observations.get(one) ?? null]);
  const broken = answers.filter(([, answer]) => hasThrown(answer));
  if (broken.length > 0) {
    const lines = broken.map(([one, answer]) => `  ${one}: ${JSON.stringify(answer)}`);
    throw new Error(`nothing was written, cases failed on the engine:\n${lines.join("\n")}`);
  }
  writeFileSync(fileOf(name), `${format(Object.fromEntries(answers))}\n`);
}

/** Formats JSON. A value that fits on one line gets one line, so that a changed answer is a short diff. */
function format(value: Json, indentation = ""): string {
  const line = JSON.stringify(value);
  if (line.length + indentation.length <= 120 || typeof value !== "object" || value === null)
    return line;
  const deeper = `${indentation}  `;
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  const parts = Array.isArray(value)
    ? value.map((part) => format(part, deeper))
    : Object.entries(value).map(([key, part]) => `${JSON.stringify(key)}: ${format(part, deeper)}`);
  return `${open}\n${parts.map((part) => deeper + part).join(",\n")}\n${indentation}${close}`;
}

const hasThrown = (observed: Json): boolean =>
  typeof observed === "object" &&
  observed !== null &&
  !Array.isArray(observed) &&
  observed["threw"] !== undefined;
