import { AwsError } from "../errors.ts";
import type { Input } from "./shapes.ts";

/**
 * One page of a list, and the token for the next one when there is more.
 * @throws AwsError InvalidParameterException for a token that was not given here
 */
export function pageOf<T>(list: readonly T[], input: Input): { page: T[]; nextToken?: string } {
  const { nextToken, maxResults } = input;
  const start = nextToken === undefined ? 0 : startOf(nextToken);
  const size = typeof maxResults === "number" ? maxResults : 100;
  const end = start + size;
  const more = end < list.length && {
    nextToken: Buffer.from(`from ${end}`).toString("base64"),
  };
  return { page: list.slice(start, end), ...more };
}

function startOf(token: unknown): number {
  const text = typeof token === "string" ? Buffer.from(token, "base64").toString("utf8") : "";
  const start = /^from (\d+)$/.exec(text)?.[1];
  if (start === undefined)
    throw new AwsError(
      "InvalidParameterException",
      400,
      "Invalid parameter at 'nextToken' failed to satisfy constraint: 'invalid pagination token'",
    );
  return Number(start);
}
