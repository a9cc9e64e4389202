/**
 * Escapes a value for JSON. .NET's JSON is close to JSON.stringify: both escape quotes, backslashes and control
 * characters.
 */
const json = (value: string): string => JSON.stringify(value).slice(1, -1);

const xml = (value: string): string =>
  value
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&apos;");

/** Escapes a value for URIs. encodeURIComponent does not escape !'()*; Uri.EscapeDataString does. */
const uri = (value: string): string =>
  encodeURIComponent(value.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

function base64(value: string, shift: number): string {
  const bytes = Buffer.from(value);
  return bytes.subarray(bytes.length > shift ? shift : 0).toString("base64");
}

/** PowerShell splits a line in an error message at an ampersand, so both halves are masked separately. */
function powershell(value: string): string[] {
  const at = value.indexOf("&");
  if (at < 0) return [];
  const before = value.slice(0, at);
  const after = value.slice(at + 1);
  return [before.length >= 6 ? before : "", after.length >= 6 ? after : ""];
}

/**
 * Returns every form of a secret that the runner masks: unchanged, base64 at three offsets, escaped for command lines,
 * expressions, JSON, URIs and XML, and without surrounding quotes.
 * https://github.com/actions/runner/blob/main/src/Sdk/DTLogging/Logging/ValueEncoders.cs
 */
function forms(value: string): string[] {
  const quoted = value.length > 2 && value.startsWith('"') && value.endsWith('"');
  return [
    value,
    base64(value, 0),
    base64(value, 1),
    base64(value, 2),
    value.replaceAll('"', '\\"'),
    value.replaceAll("'", "''"),
    json(value),
    uri(value),
    xml(value),
    quoted ? value.slice(1, -1) : "",
    ...powershell(value),
  ].filter((form) => form !== "");
}

/** The secrets of one job. Masks them in text. */
export class Masks {
  private readonly values = new Set<string>();
  private sorted: string[] | undefined;

  /**
   * Hides `value`, and each of its lines, from now on. There is no minimum length: if a value has a line `}`, every `}`
   * is masked, as on GitHub.
   */
  add(value: string): void {
    const lines = value.split(/\r\n|\r|\n/).map((line) => line.trim());
    for (const part of [value, ...lines])
      if (part.trim() !== "") for (const form of forms(part)) this.values.add(form);
    this.sorted = undefined;
  }

  /** Returns the text with every secret replaced by ***. Secrets that touch or overlap become one ***. */
  hide(text: string): string {
    const found: [start: number, end: number][] = [];
    for (const value of this.all())
      for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1))
        found.push([at, at + value.length]);
    if (found.length === 0) return text;
    found.sort((a, b) => a[0] - b[0]);
    let result = "";
    let position = 0;
    for (const [start, end] of found) {
      if (start > position || (start === 0 && position === 0)) {
        result += `${text.slice(position, start)}***`;
        position = end;
      } else position = Math.max(position, end);
    }
    return result + text.slice(position);
  }

  /** Returns whether the text contains a secret in any form. */
  hides(text: string): boolean {
    return this.all().some((value) => text.includes(value));
  }

  private all(): string[] {
    this.sorted ??= [...this.values].sort((a, b) => b.length - a.length);
    return this.sorted;
  }
}
