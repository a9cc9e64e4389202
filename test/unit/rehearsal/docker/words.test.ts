import { expect, test } from "@jest/globals";
import { readPairs, readText, readWords } from "../../../../rehearsal/docker/words.ts";

test.each([
  ["$A-${A}", "1-1"],
  ["${B:-x}${A:-x}", "x1"],
  ["${A:+y}${B:+y}", "y"],
  ["\\$A '$A' \"$A\"", "$A $A 1"],
  ["two  blanks", "two  blanks"],
  ["$NONE", ""],
  ["${B:-${A}/${C:-deep}}", "1/deep"],
  ['"${B:-is ${A}}"', "is 1"],
  ["${EMPTY-x}${EMPTY:-y}${B-z}", "yz"],
  ["${EMPTY+x}${B+y}${A+z}", "xz"],
  ["${A:?needed}", "1"],
])("replaces the variables of %s", (text, expected) => {
  expect(readText(text, { A: "1", EMPTY: "" })).toBe(expected);
});

test("the value of a variable is not split again", () => {
  expect(readWords('$A "b c" d\\ e "$A\\$" \'f\'g', { A: "x y" })).toStrictEqual([
    "x y",
    "b c",
    "d e",
    "x y$",
    "fg",
  ]);
});

test.each<[string, [string, string][]]>([
  [
    "a=1 b='2 3' c=4\\ 5",
    [
      ["a", "1"],
      ["b", "2 3"],
      ["c", "4 5"],
    ],
  ],
  ["a the  rest", [["a", "the  rest"]]],
  ['a="x=\\"y\\""', [["a", 'x="y"']]],
  ['"with space"=b', [["with space", "b"]]],
])("reads the pairs of %s", (text, expected) => {
  expect(readPairs(text, {})).toStrictEqual(expected);
});
