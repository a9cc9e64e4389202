import { expect, test } from "@jest/globals";
import { shellWord } from "../../../../../actions/lib/text/shell-word.ts";

test.each([
  ["terraform/kubernetes", "terraform/kubernetes"],
  ["s3://bucket/a.tfstate", "s3://bucket/a.tfstate"],
  ["my folder", "'my folder'"],
  ["it's", "'it'\\''s'"],
  ["$(id)", "'$(id)'"],
  ["", "''"],
])("%j is %s", (word, expected) => {
  expect(shellWord(word)).toBe(expected);
});
