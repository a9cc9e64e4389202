const SHORTEST = 4;
const REDACTED = "***";

/**
 * Hides registered secrets in any text that leaves an action: log, summary, comment, artifact. GitHub masks logs
 * and summaries only, and only the exact value; a comment's text is not masked at all.
 *
 * Each secret is hidden as it is, JSON-escaped, URI-encoded and in the three base64 alignments. Values that would
 * blank ordinary text are not registered: shorter than four characters, `true`, `false`, `null`, and up to six digits.
 */
export class Redactor {
  readonly #forms = new Set<string>();
  #pattern: RegExp | undefined;

  /** Registers a secret and each of its lines. */
  add(secret: string): void {
    for (const line of [secret, ...secret.split(/\r?\n/)]) {
      const value = line.trim();
      if (!isSecret(value)) continue;
      for (const form of formsOf(value)) this.#forms.add(form);
    }
    this.#pattern = undefined;
  }

  /** The text with every registered secret replaced by `***`. */
  redact(text: string): string {
    if (this.#forms.size === 0) return text;
    this.#pattern ??= patternOf(this.#forms);
    return text.replace(this.#pattern, REDACTED);
  }
}

/** Whether a value is worth hiding: hiding `true` or `8080` would blank ordinary text. */
export const isSecret = (value: string): boolean =>
  value.length >= SHORTEST && !/^(?:true|false|null|\d{1,6}|\W+)$/.test(value);

function* formsOf(value: string): Generator<string> {
  yield value;
  yield JSON.stringify(value).slice(1, -1);
  yield encodeURIComponent(value.toWellFormed());
  // What base64 makes of a text depends on its offset modulo three; the characters at the seams also hold
  // neighbours' bits, so only the inner ones are matched.
  for (const shift of [0, 1, 2]) {
    const encoded = Buffer.from("\0".repeat(shift) + value)
      .toString("base64")
      .replace(/=+$/, "");
    const inner = encoded.slice(
      shift === 0 ? 0 : shift + 1,
      (Buffer.byteLength(value) + shift) % 3 === 0 ? undefined : -1,
    );
    if (inner.length >= SHORTEST * 2) {
      yield inner;
      yield inner.replaceAll("+", "-").replaceAll("/", "_");
    }
  }
}

/** Longest first, so that a secret inside another one does not leave the rest of it readable. */
function patternOf(forms: Set<string>): RegExp {
  const sorted = [...forms].sort((a, b) => b.length - a.length);
  return new RegExp(
    sorted.map((form) => form.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")).join("|"),
    "g",
  );
}
