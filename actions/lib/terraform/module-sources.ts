import type { ConfigurationFile } from "./configuration-files.ts";
import { parseHcl } from "./hcl.ts";
import { membersOf, parseOrNull } from "./json-syntax.ts";

/**
 * Returns the sources of the local modules that the files of a folder call, such as `../modules/network`. An override
 * file replaces the source of a call. Broken parts are skipped: the tool explains them better.
 * https://developer.hashicorp.com/terraform/language/modules/sources#local-paths
 * @param files in the tool's order
 */
export function localSourcesOf(files: readonly ConfigurationFile[]): string[] {
  const sources = new Map(files.flatMap(sourcesIn));
  return localPathsOf([...sources.values()]);
}

/** Returns the sources that are paths. The tools accept the separator of Windows too, on every system. */
export const localPathsOf = (sources: readonly string[]): string[] =>
  sources.map((source) => source.replaceAll("\\", "/")).filter((source) => /^\.\.?\//.test(source));

/** Returns the source of each call by the call's name. */
const sourcesIn = ({ name, text }: ConfigurationFile): [call: string, source: string][] =>
  name.endsWith(".json") ? sourcesInJson(text) : sourcesInHcl(text);

const sourcesInHcl = (text: string): [string, string][] =>
  parseHcl(text)
    .blocks.filter(({ type }) => type === "module")
    .flatMap(({ labels, attributes }): [string, string][] => {
      const [source] = attributes.get("source") ?? [];
      return source?.kind === "text" ? [[labels[0] ?? "", source.value]] : [];
    });

const sourcesInJson = (text: string): [string, string][] =>
  membersOf(parseOrNull(text))
    .filter(([type]) => type === "module")
    .flatMap(([, calls]) => membersOf(calls))
    .flatMap(([call, body]) =>
      membersOf(body).flatMap(([name, source]): [string, string][] =>
        name === "source" && typeof source === "string" ? [[call, source]] : [],
      ),
    );
