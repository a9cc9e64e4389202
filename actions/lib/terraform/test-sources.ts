import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import type { Reader } from "./configuration-files.ts";
import { parseHcl } from "./hcl.ts";
import { membersOf, parseOrNull } from "./json-syntax.ts";
import { localPathsOf } from "./module-sources.ts";

/**
 * Folders below the root module where the tools look for tests. They do not look in folders inside these, or in other
 * modules.
 */
const FOLDERS = [".", "tests"];
const EXTENSIONS: Readonly<Record<Reader, RegExp>> = {
  terraform: /^[^.].*\.tftest\.(?:hcl|json)$/,
  opentofu: /^[^.].*\.(?:tf|tofu)test\.(?:hcl|json)$/,
  either: /^[^.].*\.(?:tf|tofu)test\.(?:hcl|json)$/,
};

/**
 * Returns the sources of the local modules that the tests of a root module call. They are relative to the root module.
 * https://developer.hashicorp.com/terraform/language/tests#modules
 * @param directory of the root module, absolute
 */
export async function readTestSources(directory: string, reader: Reader): Promise<string[]> {
  const sources: string[] = [];
  for (const folder of FOLDERS) {
    const place = path.join(directory, folder);
    const entries = await readdir(place, { withFileTypes: true }).catch(() => []);
    for (const entry of entries)
      if (!entry.isDirectory() && EXTENSIONS[reader].test(entry.name))
        sources.push(...(await sourcesIn(path.join(place, entry.name))));
  }
  return localPathsOf(sources);
}

/** Returns the sources of a file's runs. The tool explains a file that cannot be read better. */
async function sourcesIn(file: string): Promise<string[]> {
  const text = await readFile(file, "utf8").catch(() => "");
  return file.endsWith(".json") ? sourcesInJson(text) : sourcesInHcl(text);
}

const sourcesInHcl = (text: string): string[] =>
  parseHcl(text)
    .blocks.filter(({ type }) => type === "run")
    .flatMap(({ blocks }) => blocks)
    .filter(({ type }) => type === "module")
    .flatMap(({ attributes }) => {
      const [source] = attributes.get("source") ?? [];
      return source?.kind === "text" ? [source.value] : [];
    });

const sourcesInJson = (text: string): string[] =>
  membersOf(parseOrNull(text))
    .filter(([type]) => type === "run")
    .flatMap(([, runs]) => membersOf(runs))
    .flatMap(([, run]) => membersOf(run))
    .filter(([name]) => name === "module")
    .flatMap(([, call]) => membersOf(call))
    .flatMap(([name, source]) => (name === "source" && typeof source === "string" ? [source] : []));
