const NOTICE = "\n\n… cut to fit";
/** The most bytes that a cut gives up to end with a complete line. */
const LONGEST_REST = 4096;

/**
 * Cuts a text to at most `bytes` bytes of UTF-8, with a visible notice. The cut is at the end of a line if one is near,
 * otherwise at a code point. It closes a fence and elements that it leaves open: otherwise they would enclose
 * everything that follows. A text that fits is returned unchanged.
 */
export function cutText(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  const buffer = Buffer.from(text);
  let room = bytes - Buffer.byteLength(NOTICE);
  for (;;) {
    const kept = upTo(buffer, room);
    const cut = `${kept}${closingOf(kept)}${NOTICE}`;
    const excess = Buffer.byteLength(cut) - bytes;
    if (excess <= 0 || kept === "") return cut;
    // The closing text needs room itself.
    room -= excess;
  }
}

/** Returns the beginning of a text, with at most this many bytes. */
function upTo(buffer: Buffer, bytes: number): string {
  let end = Math.max(0, bytes);
  // A byte 10xxxxxx continues a code point: step back to the start of a code point.
  while (end > 0 && ((buffer[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  if (end === 0) return "";
  const text = (from: number, to: number) => buffer.subarray(from, to).toString("utf8");
  const start = buffer.lastIndexOf("\n", end) + 1;
  if (start > 1 && end < start + LONGEST_REST) return text(0, start - 1);
  const [lines, last] = [text(0, start), text(start, end)];
  if (withoutFences(lines).open !== "") return lines + last;
  const next = buffer.indexOf("\n", end);
  return lines + wholePieces(text(start, next < 0 ? buffer.length : next), last.length);
}

/**
 * Pieces of a line of Markdown that must not be cut in two: an escape, the opening of a code span, a tag, an entity.
 */
const PIECE = /\\[!-/:-@[-`{-~]|(?<!`)`+|<\/?[a-z][^>]*>|&(?:#\d+|\w+);/gi;
const HTML_PIECE = /<\/?[a-z][^>]*>|&(?:#\d+|\w+);/gi;

/**
 * GitHub reads no Markdown in a line that begins with the tag of a folded section.
 * https://github.github.com/gfm/#html-blocks
 */
const HTML_LINE = /^ {0,3}<\/?(?:details|summary)\b/;

/** A part of a line that is never cut in two. */
interface Piece {
  piece: string;
  /** Start position, in UTF-16 units. */
  index: number;
}

function* piecesOf(line: string): Generator<Piece> {
  const pattern = new RegExp(HTML_LINE.test(line) ? HTML_PIECE : PIECE);
  const unclosed = new Set<number>();
  for (let found = pattern.exec(line); found !== null; found = pattern.exec(line)) {
    const { 0: piece, index } = found;
    if (!piece.startsWith("`")) yield { piece, index };
    else if (!unclosed.has(piece.length)) {
      const end = endOfCode(line, index + piece.length, piece.length);
      if (end === undefined) unclosed.add(piece.length);
      else {
        pattern.lastIndex = end;
        yield { piece: line.slice(index, end), index };
      }
    }
  }
}

/**
 * Returns the position after the code span whose text begins at `from`: after the next run of exactly as many
 * backticks. Undefined = these backticks open no code. A value of megabytes may be inside code, so its characters are
 * not tried one by one.
 * https://github.github.com/gfm/#code-spans
 */
function endOfCode(line: string, from: number, ticks: number): number | undefined {
  for (let at = line.indexOf("`", from); at >= 0; at = line.indexOf("`", at)) {
    const start = at;
    while (line[at] === "`") at += 1;
    if (at - start === ticks) return at;
  }
  return undefined;
}

/**
 * Returns the beginning of a line, without cutting a piece in two: a code span without its end would let names in it
 * notify people.
 */
function wholePieces(line: string, most: number): string {
  for (const { piece, index } of piecesOf(line)) {
    if (index >= most) break;
    if (index + piece.length > most) return line.slice(0, index);
  }
  return line.slice(0, most);
}

/**
 * Returns the beginning of a line of Markdown, with at most this many characters and without its tags. No piece is cut
 * in two.
 */
export function cutLine(line: string, most: number): string {
  if (line.length <= most) return line;
  // For a value of megabytes, only the beginning is read, unless it opens a piece that ends after it or consists almost
  // only of tags.
  const beginning = line.slice(0, 4 * most);
  const { shown, skipped } = shownUpTo(beginning, most);
  return shown.length === most && !/[\\`<&]/.test(skipped) ? shown : shownUpTo(line, most).shown;
}

/** Returns what is shown of a text, up to a number of characters, and everything in the text that was not a piece. */
function shownUpTo(text: string, most: number): { shown: string; skipped: string } {
  let [kept, skipped, at] = ["", "", 0];
  for (const { piece, index } of piecesOf(text)) {
    const between = text.slice(at, index);
    const before = kept + between;
    skipped += between;
    if (before.length >= most) return { shown: before.slice(0, most), skipped };
    const shown = before + (piece.startsWith("<") ? "" : piece);
    if (shown.length > most) return { shown: before, skipped };
    [kept, at] = [shown, index + piece.length];
  }
  const rest = text.slice(at);
  return { shown: (kept + rest).slice(0, most), skipped: skipped + rest };
}

/** Elements that are written as tags. An element without its end would enclose everything to the end of the page. */
const TAG = /^<(\/?)(details|summary|sub|code|a|b)\b/;
const IS_BLOCK = /^(?:details|summary)$/;

/** Returns the text that closes the fence and the elements that are open at the end of a text. */
function closingOf(text: string): string {
  const { open: fence, markdown } = withoutFences(text);
  const open = openElements(markdown);
  const inLine = open.filter((name) => !IS_BLOCK.test(name)).map((name) => `</${name}>`);
  const blocks = open.filter((name) => IS_BLOCK.test(name)).map((name) => `\n</${name}>`);
  const end = fence === "" ? inLine.join("") : `\n${fence}`;
  return `${end}${blocks.length > 0 ? "\n" : ""}${blocks.join("")}`;
}

/** Returns the elements that are open at the end of these lines, the inner ones first. A tag in a code span is text. */
function openElements(lines: readonly string[]): string[] {
  const open: string[] = [];
  for (const line of lines)
    for (const { piece } of piecesOf(line)) {
      const [, end, name] = TAG.exec(piece) ?? [];
      if (name === undefined) continue;
      if (end === "") open.unshift(name);
      else if (open[0] === name) open.shift();
    }
  return open;
}

/** Returns the fence that is open at the end of a text, or "". */
export const openFence = (text: string): string => withoutFences(text).open;

/**
 * A line that begins with these backticks and has more backticks later is a code span, not a fence.
 * https://github.github.com/gfm/#fenced-code-blocks
 */
const FENCE = /^ {0,3}(`{3,})([^`]*)$/;

/** Returns the lines of a text that are in no fenced block, and the fence that is open at its end, or "". */
function withoutFences(text: string): { markdown: string[]; open: string } {
  const markdown: string[] = [];
  let open = "";
  for (const line of text.split("\n")) {
    const [, ticks = "", info = ""] = FENCE.exec(line) ?? [];
    if (open === "" && ticks === "") markdown.push(line);
    else if (open === "") open = ticks;
    else if (ticks.length >= open.length && info.trim() === "") open = "";
  }
  return { markdown, open };
}
