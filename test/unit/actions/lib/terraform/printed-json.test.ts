import { expect, test } from "@jest/globals";
import { printedJson } from "../../../../../actions/lib/terraform/printed-json.ts";

const NESTED = '{\n  "a": {\n  }\n}';

test.each([
  ["alone", '{"a":"}"}\n', '{"a":"}"}'],
  ["after a warning", 'Warning: {old}\n{"a":1}\n', '{"a":1}'],
  ["before a wrapper's command", '{"a":1}\n\n::set-output name=stdout::{"a":1}%0A\n', '{"a":1}'],
  ["between lines", `[command]/bin/tf show\n${NESTED}\n::debug::{}\n`, NESTED],
  ["cut off", '{"a":', '{"a":'],
  ["no object", "panic: x", "panic: x"],
])("%s", (_, text, json) => {
  expect(printedJson(text)).toBe(json);
});
