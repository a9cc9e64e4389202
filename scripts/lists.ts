// Writes lists instead of tables: a description of several sentences is readable as text, and a change gives a small
// diff.
import type { Interface } from "./interface.ts";

/** By failure reason: what it means, and what the reader can do. */
export type Failures = Readonly<Record<string, { meaning: string; fix: string }>>;

const WIDTH = 120;

/** Wraps a paragraph or list item in lines of at most 120 characters. Does not break code or links. */
export function wrap(text: string, indent = ""): string {
  const lines = [""];
  for (const word of text.match(/(?:`[^`]*`|\[[^\]]*\]\([^)]*\)|[^\s`[]|\[)+/g) ?? []) {
    const line = lines.at(-1) ?? "";
    if (line !== "" && line.length + 1 + word.length > WIDTH) lines.push(`${indent}${word}`);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines.join("\n");
}

const item = (text: string): string => wrap(`- ${text}`, "  ");

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Returns the list of inputs, each with its type, and with its default or whether it is required. */
export const inputList = (inputs: Interface["inputs"], types: Record<string, string>): string =>
  Object.entries(inputs)
    .map(([name, { description, required, default: fallback }]) => {
      const given =
        fallback === undefined || fallback === "" ? [] : [`default \`${String(fallback)}\``];
      const traits = [types[name] ?? "", ...(required === true ? ["**required**"] : given)];
      const shown = traits.filter((trait) => trait !== "").join(", ");
      return item(`\`${name}\`${shown === "" ? "" : ` (${shown})`}: ${description}`);
    })
    .join("\n");

export const outputList = (outputs: Interface["outputs"], types: Record<string, string>): string =>
  Object.entries(outputs)
    .map(([name, { description }]) =>
      item(`\`${name}\` (${types[name] ?? "string"}): ${description}`),
    )
    .join("\n");

export const failureList = (failures: Failures): string =>
  Object.entries(failures)
    .map(([reason, { meaning, fix }]) => item(`\`${reason}\`: ${meaning}. ${capitalized(fix)}.`))
    .join("\n");
