const NOTICE = "\n\n… cut to fit";
/** Bytes that are given up to end with a whole line. */
const LONGEST_REST = 4096;

/**
 * Cuts a text to at most `bytes` bytes of UTF-8, at the end of a line where one is near, else at a code point, with a
 * visible notice. A fence and the folded sections that the cut leaves open are closed: whatever follows would be in them. A
 * text that fits comes back unchanged.
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
    // What closes needs room itself.
    room -= excess;
  }
}

/** The beginning of a text, of at most so many bytes. */
function upTo(buffer: Buffer, bytes: number): string {
  let end = Math.max(0, bytes);
  // A byte 10xxxxxx continues a code point: step back to where one starts.
  while (end > 0 && ((buffer[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  const line = buffer.lastIndexOf("\n", end);
  if (line <= 0 || line === end) return withWholeSpans(buffer.subarray(0, end).toString("utf8"));
  const lines = buffer.subarray(0, line).toString("utf8");
  if (end - line <= LONGEST_REST) return lines;
  const last = buffer.subarray(line, end).toString("utf8");
  return lines + (openFence(lines) === "" ? withWholeSpans(last) : last);
}

/** What a line of Markdown is made of that must not be cut in two: an escape, a code span, a tag, an entity. */
const PIECE = /\\[!-/:-@[-`{-~]|(?<!`)(`+)(?!`)[^]*?(?<!`)\1(?!`)|<\/?[a-z][^>]*>|&(?:#\d+|\w+);/gi;
/** The beginning of one that has no end. */
const BROKEN = /(?:\\|(?<!`)`+(?!`)[^]*|<\/?[a-z][^>]*|&#?\w*)$/i;

/** A line that was cut, up to where nothing in it is cut in two: without its end, a name in code would notify people. */
function withWholeSpans(line: string): string {
  let kept = 0;
  for (const { 0: piece, index } of line.matchAll(PIECE)) kept = index + piece.length;
  return line.slice(0, kept) + line.slice(kept).replace(BROKEN, "");
}

/** The beginning of a line of Markdown, of at most so many characters and without its tags, in which nothing is cut in two. */
export function cutLine(line: string, most: number): string {
  if (line.length <= most) return line;
  let [kept, at] = ["", 0];
  for (const { 0: piece, index } of line.matchAll(PIECE)) {
    const before = kept + line.slice(at, index);
    if (before.length >= most) return before.slice(0, most);
    const shown = before + (piece.startsWith("<") ? "" : piece);
    if (shown.length > most) return before;
    [kept, at] = [shown, index + piece.length];
  }
  return (kept + line.slice(at)).slice(0, most);
}

/** What closes the fence and the folded sections that are open at the end of a text. */
function closingOf(text: string): string {
  const fence = openFence(text);
  const visible = text.replaceAll(/^(`{3,})[^\n]*\n[^]*?(?:^\1[ \t]*$|$(?![^]))/gm, "");
  const open = ["summary", "details"].flatMap((name) => {
    const begun = visible.split(new RegExp(`<${name}(?: open)?>`)).length;
    const ended = visible.split(`</${name}>`).length;
    return Array.from({ length: Math.max(0, begun - ended) }, () => `\n</${name}>`);
  });
  return `${fence === "" ? "" : `\n${fence}`}${open.length > 0 ? "\n" : ""}${open.join("")}`;
}

/** The fence that is open at the end of a text, or "". */
export function openFence(text: string): string {
  let open = "";
  for (const [line, ticks = ""] of text.matchAll(/^(`{3,}).*$/gm)) {
    if (open === "") open = ticks;
    else if (line.trim() === ticks && ticks.length >= open.length) open = "";
  }
  return open;
}
