/** The meaning of a version manager's word: which of the accepted versions is wanted. */
export interface WantedVersion {
  /** newest and oldest need the list of published versions. path is the tool on PATH, whatever its version is. */
  pick: "newest" | "oldest" | "path";
  /** How the version has to begin, such as `1.11`. */
  prefix?: string;
}

/** A word that is not supported. The message says what works instead. */
export class UnknownWord extends Error {}

/**
 * Reads the words that tfenv, tofuenv, asdf, mise and tenv accept instead of a version.
 * https://github.com/tfutils/tfenv#tfenv-install-version, https://asdf-vm.com/manage/configuration.html#tool-versions
 * @returns undefined for a text that is not such a word
 * @throws UnknownWord
 */
export function readWord(text: string): WantedVersion | undefined {
  switch (text) {
    case "latest":
    case "latest-stable":
    case "latest-allowed":
      return { pick: "newest" };
    case "min-required":
      return { pick: "oldest" };
    case "system":
      return { pick: "path" };
  }
  const [, word, argument = ""] = /^([a-z][\w-]*):(.*)$/.exec(text) ?? [];
  if (word === undefined) return undefined;
  if (word === "latest") return { pick: "newest", prefix: prefixOf(argument) };
  if (word === "prefix") return { pick: "newest", prefix: wholeSegments(prefixOf(argument)) };
  if (word === "ref" || word === "tag") {
    const version = /^v?(\d+\.\d+\.\d+\S*)$/.exec(argument)?.[1];
    throw new UnknownWord(
      version === undefined
        ? "nothing is built from a commit; write a published version, for example 1.11.4"
        : `nothing is built from a git reference; write the published version: ${version}`,
    );
  }
  if (word === "path")
    throw new UnknownWord("put that program on PATH in an earlier step, and write system");
  throw new UnknownWord(
    "write a version or a constraint, for example 1.11.4, ~> 1.11.0, latest or latest:1.11",
  );
}

/**
 * Returns a prefix that ends with a complete segment. mise compares segments: `prefix:1.1` is any 1.1.x, but no 1.10.
 * https://mise.jdx.dev/configuration.html
 */
const wholeSegments = (prefix: string): string =>
  /^\d+(?:\.\d+)?$/.test(prefix) ? `${prefix}.` : prefix;

/** Returns the beginning that an expression such as `^1.11` or `^1\\.11\\.` asks for. */
function prefixOf(expression: string): string {
  const prefix = expression.replace(/^\^/, "").replaceAll("\\.", ".");
  if (!/^\d+(?:\.\d+)*\.?$/.test(prefix))
    throw new UnknownWord(
      `"${expression}" is an expression that this action does not support; write a constraint, for example ~> 1.11.0 for the newest 1.11.x, or latest:1.11`,
    );
  return prefix;
}
