import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { isMap, parseDocument } from "yaml";
import { quoted } from "../base/shell.ts";
import { causeOf } from "../base/usage-error.ts";
import { SETTINGS_FILE } from "./read.ts";

const SECTION = `# The workflow to rehearse if there are several, by event, or by the command that dispatches it (promote, rollback).
workflows:`;

/**
 * Writes the choice of a workflow to the settings file. The rest of the file stays unchanged.
 * @param given the file of the option --vars
 * @returns a sentence about the result for people, even if the file cannot be written
 */
export function rememberWorkflow(
  source: string,
  given: string | undefined,
  { key, file }: { key: string; file: string },
): string {
  const target = given === undefined ? path.join(source, SETTINGS_FILE) : path.resolve(given);
  const shown = given ?? SETTINGS_FILE;
  try {
    const text = existsSync(target) ? readFileSync(target, "utf8") : "";
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, withChoice(text, key, file));
  } catch (error) {
    return `${shown} cannot be written (${causeOf(error)}), so the choice is not saved; --workflow ${quoted(file)} makes the same choice`;
  }
  return `${shown} saves the choice as workflows.${key}: ${file}; --workflow chooses another workflow for one rehearsal`;
}

/** Returns the text of a settings file with the choice added. */
export function withChoice(text: string, key: string, file: string): string {
  const document = parseDocument(text);
  const section = isMap(document.contents) ? document.get("workflows") : undefined;
  if (section === undefined)
    return `${text === "" ? "" : `${text.trimEnd()}\n\n`}${SECTION}\n  ${key}: ${file}\n`;
  document.setIn(["workflows", key], file);
  return document.toString({ lineWidth: 0 });
}
