import { decodePercent } from "../../../lib/redact/decode.ts";

/** Stands for the address of the workspace's Ingress at the beginning of a URL. */
const INGRESS = "$URL";
/** Replaces the address of the Ingress as long as it is not known. */
const UNKNOWN = "http://ingress.invalid";

/** Names of query parameters that have secret values. */
const SECRET = /token|key|secret|sig|pass|auth|credential|code/i;

/** The parts of a smoke test's URL. */
export interface SplitUrl {
  /** For people, without user, password, and secret values of the query. */
  shown: string;
  /** What `shown` leaves out, and has to be hidden everywhere else. */
  secrets: string[];
  /** The URL is relative to the address of the Ingress. */
  isRelative: boolean;
}

/**
 * Splits the URL of a smoke test: http or https, `$URL` with the rest, or a path.
 * @returns undefined if the URL has none of these forms
 */
export function splitUrl(given: string): SplitUrl | undefined {
  const isRelative = /^\/(?!\/)/.test(given) || /^\$URL(?=[/?]|$)/.test(given);
  const url = isRelative ? parse(withoutIngress(given), UNKNOWN) : parse(given);
  if (url === undefined) return undefined;
  const query = [...url.searchParams];
  const place = isRelative ? "" : `${url.protocol}//${url.host}`;
  const shown = query.map(([key, value]) => `${key}=${SECRET.test(key) ? "…" : value}`).join("&");
  const secrets = [
    url.password === "" ? url.username : url.password,
    ...query.filter(([key]) => SECRET.test(key)).map(([, value]) => value),
  ];
  return {
    shown: `${place}${url.pathname}${shown === "" ? "" : `?${shown}`}`,
    secrets: secrets
      .flatMap((text) => [text, decodePercent(text) ?? ""])
      .filter((text) => text !== ""),
    isRelative,
  };
}

/** Returns the URL to request. @param ingress address of the Ingress; only needed for a relative URL */
export const completeUrl = (given: string, ingress: string | undefined): URL =>
  new URL(splitUrl(given)?.isRelative === true ? withoutIngress(given) : given, ingress);

const withoutIngress = (given: string): string =>
  given.startsWith(INGRESS) ? given.slice(INGRESS.length) : given;

function parse(given: string, base?: string): URL | undefined {
  if (!URL.canParse(given, base)) return undefined;
  const url = new URL(given, base);
  return /^https?:$/.test(url.protocol) && url.hostname !== "" ? url : undefined;
}
