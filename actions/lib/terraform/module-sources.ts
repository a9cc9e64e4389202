import { parseHcl } from "./hcl.ts";
import { parseJson } from "./json.ts";

/**
 * Sources of the local modules that a configuration file calls, such as `../modules/network`. What is broken is passed
 * over: the tool explains it better.
 * https://developer.hashicorp.com/terraform/language/modules/sources#local-paths
 * @param file its name; one that ends in .json is of the JSON syntax
 */
export function localSourcesIn(file: string, text: string): string[] {
  const sources = file.endsWith(".json") ? sourcesInJson(text) : sourcesInHcl(text);
  return sources.filter((source) => /^\.\.?\//.test(source));
}

const sourcesInHcl = (text: string): string[] =>
  parseHcl(text)
    .blocks.filter(({ type }) => type === "module")
    .flatMap(({ attributes }) => {
      const [source] = attributes.get("source") ?? [];
      return source?.kind === "text" ? source.value : [];
    });

function sourcesInJson(text: string): string[] {
  let document: unknown;
  try {
    document = parseJson(text);
  } catch {
    return [];
  }
  return membersOf(document)
    .filter(([type]) => type === "module")
    .flatMap(([, calls]) => membersOf(calls))
    .flatMap(([, body]) => membersOf(body))
    .flatMap(([name, source]) => (name === "source" && typeof source === "string" ? source : []));
}

/** A block of the JSON syntax is an object, or a list of objects. */
const membersOf = (value: unknown): [string, unknown][] => {
  if (Array.isArray(value)) return value.flatMap(membersOf);
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
};
