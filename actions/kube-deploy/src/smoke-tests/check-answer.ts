import type { UrlTest } from "./input.ts";
import type { Answer } from "./request.ts";

/** Says what an answer lacks that the test expects; undefined if the answer is as expected. */
export function checkAnswer(
  { statuses, bodyContains, headers: expected }: UrlTest,
  { status, headers, body, isCut }: Answer,
): string | undefined {
  const isExpected =
    statuses.length === 0 ? status >= 200 && status < 300 : statuses.includes(status);
  if (!isExpected)
    return `it answered ${status}, expected ${statuses.length === 0 ? "200 to 299" : statuses.join(" or ")}`;
  for (const [name, text] of Object.entries(expected)) {
    const value = headers[name];
    if (value === undefined) return `its answer has no header ${name}, expected "${text}"`;
    if (!value.includes(text)) return `its header ${name} is "${value}", expected "${text}" in it`;
  }
  const missing = bodyContains.find((text) => !body.includes(text));
  if (missing === undefined) return undefined;
  return `its body${isCut ? ", of which only the first 1 MiB was read," : ""} does not contain "${missing}"`;
}
