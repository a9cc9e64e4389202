import { expect, test } from "@jest/globals";
import { formatSeconds } from "../../../../../actions/lib/text/duration.ts";

test.each([
  [0, "0.0 s"],
  [49, "0.0 s"],
  [12_345, "12.3 s"],
  [3_600_000, "3600.0 s"],
])("writes %d ms as %s", (milliseconds, text) => {
  expect(formatSeconds(milliseconds)).toBe(text);
});
