const NOTICE = "\n\n… cut to fit";

/**
 * Cuts a text to at most `bytes` bytes of UTF-8, at a code point, with a visible notice; a fence left open by the
 * cut is closed. A text that fits comes back unchanged.
 */
export function cutText(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  const buffer = Buffer.from(text);
  // Room for the notice and for closing the longest fence that may be open.
  let end = Math.max(0, bytes - Buffer.byteLength(NOTICE) - longestFence(text) - 1);
  // A byte 10xxxxxx continues a code point: step back to where one starts.
  while (end > 0 && ((buffer[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  const kept = buffer.subarray(0, end).toString("utf8");
  const open = openFence(kept);
  return `${kept}${open === "" ? "" : `\n${open}`}${NOTICE}`;
}

const longestFence = (text: string): number =>
  Math.max(0, ...[...text.matchAll(/^`{3,}/gm)].map(([ticks]) => ticks.length));

/** The fence that is open at the end of a text, or "". */
export function openFence(text: string): string {
  let open = "";
  for (const [line, ticks = ""] of text.matchAll(/^(`{3,}).*$/gm)) {
    if (open === "") open = ticks;
    else if (line.trim() === ticks && ticks.length >= open.length) open = "";
  }
  return open;
}
