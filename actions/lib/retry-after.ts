/**
 * How long a server asks to be left alone, in milliseconds: seconds, or the moment itself.
 * https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 * @param now by the server's own clock, where it is known
 * @returns undefined when it does not say, or names no moment that there is; 0 or less for a moment that has passed
 */
export function readRetryAfter(header: string | undefined, now: number): number | undefined {
  const given = header?.trim() ?? "";
  const pause = /^\d+$/.test(given) ? Number(given) * 1000 : Date.parse(given) - now;
  return isMoment(now + pause) ? pause : undefined;
}

/** When an answer was sent, by the clock of its server; else by that of the runner, which may be wrong by minutes. */
export function sentAt(header: string | undefined, now: number): number {
  const sent = Date.parse(header ?? "");
  return Number.isNaN(sent) ? now : sent;
}

/** Whether there is a date for it, in milliseconds since the epoch. https://tc39.es/ecma262/#sec-timeclip */
export const isMoment = (time: number): boolean => !Number.isNaN(new Date(time).getTime());
