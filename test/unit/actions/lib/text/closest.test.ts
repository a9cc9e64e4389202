import { expect, test } from "@jest/globals";
import { closestWord } from "../../../../../actions/lib/text/closest.ts";

test.each([
  ["regoin", ["account", "region"], "region"],
  ["Region", ["account", "region"], "region"],
  ["promote_from", ["promote-from", "min-soak"], "promote-from"],
  ["buckets", ["bucket", "keys"], "bucket"],
  ["to", ["from", "zone", "top"], "top"],
  ["runners", ["region", "roles"], undefined],
  ["", ["region"], undefined],
  ["x", [], undefined],
])("the closest word to %s in %j", (given, words, expected) => {
  expect(closestWord(given, words)).toBe(expected);
});
