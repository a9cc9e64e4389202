import { expect, test } from "@jest/globals";
import { printedJson } from "../../../../../actions/lib/terraform/printed-json.ts";

const NESTED = '{\n  "a": {\n  }\n}';

test.each([
  ["finds JSON alone", '{"a":"}"}\n', '{"a":"}"}'],
  ["finds JSON after a warning", 'Warning: {old}\n{"a":1}\n', '{"a":1}'],
  [
    "finds JSON before a command of a wrapper",
    '{"a":1}\n\n::set-output name=stdout::{"a":1}%0A\n',
    '{"a":1}',
  ],
  ["finds JSON between other lines", `[command]/bin/tf show\n${NESTED}\n::debug::{}\n`, NESTED],
  ["returns JSON that was cut off", '{"a":', '{"a":'],
  ["returns text without an object", "panic: x", "panic: x"],
])("%s", (_, text, json) => {
  expect(printedJson(text)).toBe(json);
});
