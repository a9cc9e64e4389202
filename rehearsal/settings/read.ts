import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { UsageError, causeOf } from "../base/usage-error.ts";
import { parseSettings, type Settings } from "./parse.ts";

/** The path of the settings file in a repository. GitHub does not read this file. */
export const SETTINGS_FILE = ".github/rehearsal.yml";

/**
 * Reads what a repository has on GitHub, in addition to its files.
 * @param source the repository's folder
 * @param given the file of the option --vars; default: the repository's own file, if it has one
 * @returns undefined if there is no file
 * @throws UsageError with file and line for invalid content
 */
export function readSettings(source: string, given?: string): Settings | undefined {
  const file = given === undefined ? path.join(source, SETTINGS_FILE) : path.resolve(given);
  if (!existsSync(file)) {
    if (given === undefined) return undefined;
    throw new UsageError(
      `--vars: "${file}" does not exist. Expected a file like ${SETTINGS_FILE}.`,
    );
  }
  if (!statSync(file).isFile())
    throw new UsageError(`--vars: "${file}" is a folder. Expected a file like ${SETTINGS_FILE}.`);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`"${file}" cannot be read (${causeOf(error)}).`);
  }
  const settings = parseSettings(text, given ?? SETTINGS_FILE);
  return { ...settings, actions: absolute(settings.actions, path.dirname(file), source) };
}

/**
 * Makes folders absolute. Those in the repository's file are relative to the repository, those in the --vars file to
 * that file's folder.
 */
function absolute(
  actions: Settings["actions"],
  folder: string,
  source: string,
): Settings["actions"] {
  const base = folder.startsWith(`${source}${path.sep}`) ? source : folder;
  return Object.fromEntries(
    Object.entries(actions).map(([name, target]) => [
      name,
      target === "skip" ? target : path.resolve(base, target),
    ]),
  );
}
