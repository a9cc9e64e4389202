import { expect, test } from "@jest/globals";
import { count, plural } from "../../../../../actions/lib/text/count.ts";

test.each([
  [0, "0", "0 resources"],
  [1, "1", "1 resource"],
  [999, "999", "999 resources"],
  [12_345_678, "12,345,678", "12,345,678 resources"],
])("writes the count %d, alone and with its noun", (number, written, counted) => {
  expect([count(number), plural(number, "resource")]).toStrictEqual([written, counted]);
});
