/** One NAME=VALUE of a GITHUB_OUTPUT, GITHUB_ENV or GITHUB_STATE file, in the order in which they were written. */
type FileCommand = [name: string, value: string];

/**
 * Reads NAME=VALUE lines and NAME<<DELIMITER blocks as the runner does:
 * - The mark that comes first in the line wins.
 * - Blank lines are skipped. A carriage return belongs to the line.
 * - A block ends at a line that equals the delimiter.
 * - A byte order mark is not part of the first name.
 * - A line may begin with "=": the code that takes the value decides whether that is valid.
 *
 * Commands before an unreadable line count, so commands are yielded one by one.
 * https://github.com/actions/runner/blob/main/src/Runner.Worker/FileCommandManager.cs
 * @throws Error with the runner's words for a line that is neither, a block without a name or delimiter, or an open
 *   block
 */
export function* readFileCommands(text: string): Generator<FileCommand> {
  const lines = text.replace(/^\uFEFF/, "").split("\n");
  // Text after the last newline is a line only if it is not empty, as in the runner.
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
      // A last line without a newline can end the block: the runner compares lines, not line ends.
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

/** Returns the directories that a GITHUB_PATH file adds, in the order in which they were written. */
export const parsePathCommand = (text: string): string[] =>
  text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\r|\n/)
    .filter((line) => line !== "");
