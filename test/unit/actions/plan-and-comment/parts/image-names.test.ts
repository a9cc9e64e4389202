import { expect, test } from "@jest/globals";
import { imageNames } from "../../../../../actions/plan-and-comment/src/parts/image-names.ts";

test.each([
  ["- { name: web, context: web }\n- { name: api }", ["web", "api"]],
  ['{"web": {"repository": "r", "digest": "d"}}', ["web"]],
  ["- web", []],
  ["web", undefined],
  ["{", undefined],
  [undefined, undefined],
])("%j has the images %j", (text, names) => {
  expect(imageNames(text)).toStrictEqual(names);
});
