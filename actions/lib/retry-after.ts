/**
 * How long a server asks to be left alone, in milliseconds: seconds, or the moment itself.
 * https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 * @param now by the server's own clock, where it is known
 * @returns undefined when it does not say; 0 or less for a moment that has passed
 */
export function readRetryAfter(header: string | undefined, now: number): number | undefined {
  const given = header?.trim() ?? "";
  const pause = /^\d+$/.test(given) ? Number(given) * 1000 : Date.parse(given) - now;
  return Number.isNaN(pause) ? undefined : pause;
}

/** When an answer was sent, by the clock of its server; else by that of the runner, which may be wrong by minutes. */
export function sentAt(header: string | undefined, now: number): number {
  const sent = Date.parse(header ?? "");
  return Number.isNaN(sent) ? now : sent;
}
