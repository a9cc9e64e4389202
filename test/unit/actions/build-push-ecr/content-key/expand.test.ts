import { describe, expect, test } from "@jest/globals";
import {
  expand,
  splitWords,
} from "../../../../../actions/build-push-ecr/src/content-key/expand.ts";
import { NotComparable } from "../../../../../actions/build-push-ecr/src/content-key/not-comparable.ts";

const VARIABLES = { A: "a", EMPTY: "" };

describe("expand", () => {
  test.each([
    ["node:24", "node:24"],
    ["$A/${A}x", "a/ax"],
    ["$NONE${NONE}", ""],
    ["${A:-b}${EMPTY:-b}${NONE:-b}", "abb"],
    ["${EMPTY-b}${NONE-b}", "b"],
    ["${A:+b}${EMPTY:+b}${EMPTY+c}", "bc"],
    ["${NONE:-$A}", "a"],
    ["${NONE:-${A}}:1", "a:1"],
    ["${A:-${NONE}}:1", "a:1"],
    ["${NONE:-${EMPTY:-${A}b}}c", "abc"],
    ["x${A:+${A}-}y", "xa-y"],
    ["${NONE:+${A}}y", "y"],
    ['${NONE:-"}$A"}', "}a"],
    ["${NONE:-'}'}${NONE:-\\}}", "}}"],
    ["${A:-${BUILDARCH}}", "a"],
    ['"${NONE:-${A}}"', "a"],
    ["'$A'", "$A"],
    ['"$A b"', "a b"],
    ["\\$A", "$A"],
  ])("%s is %j", (word, expected) => {
    expect(expand(word, VARIABLES)).toBe(expected);
  });

  test("a variable with ? needs a value, otherwise the word is not known before the build", () => {
    const given = { SET: "7", EMPTY: "" };
    expect(expand("n:${SET:?write it}-${SET?}${EMPTY?}", given)).toBe("n:7-7");
    for (const word of ["${NONE?}", "${NONE:?write it}", "${EMPTY:?write it}"])
      expect(() => expand(word, given)).toThrow(NotComparable);
  });

  test.each([
    "${A%x}",
    "${A/x/y}",
    "${A",
    "${A:-${B}",
    "${NONE:-${A%x}}",
    "$BUILDPLATFORM",
    "x-${BUILDARCH}",
  ])("%s is not known before the build", (word) => {
    expect(() => expand(word, VARIABLES)).toThrow(NotComparable);
  });
});

test("splitWords splits at unescaped blanks outside quotes", () => {
  expect(splitWords(String.raw`a "b c" d\'e f\' g\ h  i`)).toStrictEqual([
    "a",
    '"b c"',
    String.raw`d\'e`,
    String.raw`f\'`,
    String.raw`g\ h`,
    "i",
  ]);
});
