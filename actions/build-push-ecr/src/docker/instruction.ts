import path from "node:path";

/**
 * Returns where an instruction takes a file from, if not from the build context: the value of `COPY --from`, or `from`
 * in a mount of RUN.
 * @param error BuildKit's words about the file, which choose between several mounts
 */
export function readSource(instruction: string, error: string): string | undefined {
  const [keyword = "", ...words] = instruction.split(/\s+/);
  if (keyword === "COPY")
    return words.map((word) => /^--from=(.+)$/.exec(word)?.[1]).find((from) => from !== undefined);
  if (keyword !== "RUN") return undefined;
  const file = /"([^"]+)": not found/.exec(error)?.[1];
  const mounts = words
    .map((word) => new Map(optionsOf(/^--mount=(.+)$/.exec(word)?.[1] ?? "")))
    .filter((mount) => mount.has("from"));
  const meant = mounts.find((mount) => {
    const from = mount.get("source") ?? mount.get("src") ?? "/";
    return file !== undefined && from.replace(/^\/*/, "/") === file;
  });
  return (meant ?? (mounts.length === 1 ? mounts[0] : undefined))?.get("from");
}

const optionsOf = (mount: string): [string, string][] =>
  mount.split(",").map((option) => {
    const [name = "", ...value] = option.split("=");
    return [name, value.join("=")];
  });

/** Returns the words of COPY or ADD that contain a wildcard. */
export const patternsOf = (instruction: string): string[] =>
  pathsOf(instruction).filter((word) => /[*?[]/.test(word));

/**
 * Returns the word of COPY or ADD that leads out of the build context and names what is missing. BuildKit ignores the
 * `..` at the start, so it looks for `../lib` at `/lib`.
 * @param error BuildKit's words about the missing file
 */
export function wordAbove(instruction: string, error: string): string | undefined {
  if (!/^(?:COPY|ADD)\b/.test(instruction)) return undefined;
  const missing = /"([^"]+)": not found|lstat (\S+): no such file/.exec(error);
  const place = (missing?.[1] ?? missing?.[2])?.replace(/^\/+/, "");
  if (place === undefined) return undefined;
  return pathsOf(instruction).find((word) => {
    const normal = path.posix.normalize(word);
    const below = normal.replace(/^(?:\.\.\/)+/, "").replace(/\/$/, "");
    return normal.startsWith("../") && below === place;
  });
}

/** Returns the paths of COPY or ADD, in both forms: `COPY *.js /` and `COPY ["*.js", "/"]`. */
function pathsOf(instruction: string): string[] {
  const quoted = [...instruction.matchAll(/"([^"]*)"/g)].map(([, word = ""]) => word);
  const words = /\s\[\s*"/.test(instruction) ? quoted : instruction.split(/\s+/).slice(1);
  return words.filter((word) => !word.startsWith("--"));
}

/** Returns the names of the variables in a text: BASE and TAG for `${BASE}:$TAG`. */
export const variablesIn = (text: string): string[] =>
  [...text.matchAll(/\$\{?(\w+)/g)].map(([, name = ""]) => name);

/**
 * Returns the line of a Dockerfile at which an instruction begins, counted from 1. BuildKit's words have the variables
 * filled in, so the text between the variables has to be there in the same order.
 * @returns undefined if no line or several lines match
 */
export function lineOf(dockerfile: string, instruction: string): number | undefined {
  const lines = dockerfile.split(/\r?\n/);
  const wanted = squeeze(instruction);
  const found: number[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const begin = at;
    let text = lines[at] ?? "";
    while (text.endsWith("\\") && at + 1 < lines.length) {
      at += 1;
      text = text.slice(0, -1) + (lines[at] ?? "");
    }
    if (fits(squeeze(text), wanted)) found.push(begin + 1);
  }
  return found.length === 1 ? found[0] : undefined;
}

const squeeze = (text: string): string =>
  text
    .trim()
    .replaceAll(/\s+/g, " ")
    .replace(/^[a-z]+/i, (keyword) => keyword.toUpperCase());

function fits(written: string, wanted: string): boolean {
  const pieces = written.split(/\$\{[^}]*\}|\$\w+/);
  if (pieces.length === 1) return written === wanted;
  const [first = ""] = pieces;
  const last = pieces.at(-1) ?? "";
  if (!wanted.startsWith(first) || !wanted.endsWith(last)) return false;
  let from = first.length;
  for (const piece of pieces.slice(1)) {
    const at = wanted.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return true;
}
