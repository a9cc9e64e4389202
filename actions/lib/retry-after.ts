/**
 * Returns the milliseconds that a server asks clients to wait. The header contains seconds, or the moment itself.
 * https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 * @param now by the server's own clock, if it is known
 * @returns undefined if the header is missing or names no valid moment; 0 or less for a moment that has passed
 */
export function readRetryAfter(header: string | undefined, now: number): number | undefined {
  const given = header?.trim() ?? "";
  const pause = /^\d+$/.test(given) ? Number(given) * 1000 : Date.parse(given) - now;
  return isMoment(now + pause) ? pause : undefined;
}

/**
 * Returns when an answer was sent, by the clock of its server; otherwise by the runner's clock, which may be wrong by
 * minutes.
 */
export function sentAt(header: string | undefined, now: number): number {
  const sent = Date.parse(header ?? "");
  return Number.isNaN(sent) ? now : sent;
}

/**
 * Returns whether a date exists for this time, in milliseconds since the epoch. https://tc39.es/ecma262/#sec-timeclip
 */
export const isMoment = (time: number): boolean => !Number.isNaN(new Date(time).getTime());
