/** One NAME=VALUE of a GITHUB_OUTPUT, GITHUB_ENV or GITHUB_STATE file, in the order written. */
type FileCommand = [name: string, value: string];

/**
 * Reads NAME=VALUE lines and NAME<<DELIMITER blocks as the runner does: whichever mark comes first in the line wins,
 * blank lines are skipped, a carriage return belongs to the line, the end of a block is a line that equals the delimiter,
 * and a byte order mark is not part of the first name. A line may begin with "=": what takes the value decides about that.
 * What stands before a line that cannot be read counts, so the commands come one by one.
 * https://github.com/actions/runner/blob/main/src/Runner.Worker/FileCommandManager.cs
 * @throws Error with the runner's words for a line that is neither, a block without a name or delimiter, or an open block
 */
export function* readFileCommands(text: string): Generator<FileCommand> {
  const lines = text.replace(/^\uFEFF/, "").split("\n");
  // What follows the last newline is a line only when it is not empty; the runner has no line there.
  const isWhole = lines.at(-1) === "";
  if (isWhole) lines.pop();
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? "";
    if (line === "") continue;
    const equals = line.indexOf("=");
    const heredoc = line.indexOf("<<");
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      yield [line.slice(0, equals), line.slice(equals + 1)];
    } else if (heredoc >= 0) {
      const name = line.slice(0, heredoc);
      const delimiter = line.slice(heredoc + 2);
      if (name === "" || delimiter === "")
        throw new Error(
          `Invalid format '${line}'. Name must not be empty and delimiter must not be empty`,
        );
      const end = lines.indexOf(delimiter, index + 1);
      // A last line without a newline does end the block: the runner compares lines, not line ends.
      if (end < 0)
        throw new Error(
          isWhole || index === lines.length - 1
            ? `Invalid value. Matching delimiter not found '${delimiter}'`
            : "Invalid value. EOF marker missing new line.",
        );
      yield [name, lines.slice(index + 1, end).join("\n")];
      index = end;
    } else throw new Error(`Invalid format '${line}'`);
  }
}

/** The directories a GITHUB_PATH file adds, in the order written. */
export const parsePathCommand = (text: string): string[] =>
  text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\r|\n/)
    .filter((line) => line !== "");
