/**
 * UTF-16 code units of a failure's evidence in the log: of its beginning, and of its end, where tools say what went
 * wrong.
 */
const BEGIN = 20_000;
const END = 80_000;

/**
 * Returns the evidence of a failure, as much of it as people read. What is left out is counted.
 * @param text redacted: half of a secret would not be found
 */
export function shortenDetail(text: string): string {
  if (text.length <= BEGIN + END) return text;
  const begin = endOfPiece(text, BEGIN);
  const end = endOfPiece(text, text.length - END);
  const left = text.slice(begin, end);
  const lines = left.split("\n").length - 1;
  const count =
    lines > 1 ? `${lines} lines, ${left.length} characters` : `${left.length} characters`;
  return `${text.slice(0, begin)}${newLineAfter(text, begin)}… (${count} left out)\n${text.slice(end)}`;
}

/**
 * Returns the nearest offset at or below this one that ends a line; in a long line, one that does not split a
 * character.
 */
function endOfPiece(text: string, at: number): number {
  const line = text.lastIndexOf("\n", at - 1) + 1;
  if (at - line < 4_000) return line;
  return /[\uDC00-\uDFFF]/.test(text.charAt(at)) ? at - 1 : at;
}

const newLineAfter = (text: string, at: number): string =>
  text.charAt(at - 1) === "\n" ? "" : "\n";
