import { expect, test } from "@jest/globals";
import { readRetryAfter, sentAt } from "../../../../actions/lib/retry-after.ts";

const NOW = Date.parse("2026-11-28T10:00:00Z");

test.each<[string | undefined, number | undefined]>([
  ["7", 7_000],
  [" 0 ", 0],
  ["Sat, 28 Nov 2026 10:00:30 GMT", 30_000],
  ["Sat, 28 Nov 2026 09:59:00 GMT", -60_000],
  ["Fri, 01 Jan 2100 00:00:00 GMT", Date.parse("2100-01-01T00:00:00Z") - NOW],
  ["", undefined],
  ["soon", undefined],
  ["99999999999999", undefined],
  ["9".repeat(400), undefined],
  [undefined, undefined],
])("Retry-After: %j", (header, pause) => {
  expect(readRetryAfter(header, NOW)).toBe(pause);
});

test("an answer without a date counts as sent now", () => {
  expect(sentAt("Sat, 28 Nov 2026 10:00:30 GMT", 5)).toBe(NOW + 30_000);
  expect([sentAt(undefined, 5), sentAt("yesterday", 5)]).toStrictEqual([5, 5]);
});
