import { closestWord } from "../../../lib/text/closest.ts";

/** An entry of the input `workloads` that matches nothing that can be watched. */
export class NotFound extends Error {}

/** A Helm release without any revision in the cluster. */
export class ReleaseNotFound extends NotFound {}

/** Lists the names that exist, and which name was probably meant. */
export function listNames(kind: string, names: readonly string[], wanted: string): string {
  if (names.length === 0) return `no ${kind}`;
  const meant = closestWord(wanted, names);
  return `${kind} ${shorten(names)}${meant === undefined ? "" : `. Did you mean ${meant}?`}`;
}

/** Lists at most ten names. */
export function shorten(names: readonly string[]): string {
  if (names.length === 0) return "none at all";
  const shown = names.slice(0, 10).join(", ");
  return names.length > 10 ? `${shown} and ${names.length - 10} more` : shown;
}
