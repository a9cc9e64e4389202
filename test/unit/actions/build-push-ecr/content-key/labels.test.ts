import { expect, test } from "@jest/globals";
import {
  contentTag,
  differencesFrom,
  keyLabels,
  keyTagOf,
  statesKey,
  tagWithKey,
} from "../../../../../actions/build-push-ecr/src/content-key/labels.ts";
import { keyOf } from "../../../../../actions/build-push-ecr/src/content-key/key.ts";

const key = (parts: Record<string, string>) => keyOf(new Map(Object.entries(parts)));
const KEY = key({ files: "1", "build argument A": "1", "build argument A_TOKEN": "1" });

test("an image states its key, and no other", () => {
  expect(statesKey(keyLabels(KEY), KEY)).toBe(true);
  expect(statesKey(keyLabels(key({ files: "2" })), KEY)).toBe(false);
  expect(statesKey({}, KEY)).toBe(false);
});

test("the tags of a key", () => {
  expect(contentTag(KEY)).toMatch(/^ctx-[0-9a-f]{40}$/);
  expect(tagWithKey("sha-1", KEY)).toBe(`sha-1-${KEY.hash.slice(0, 12)}`);
  expect(keyTagOf("sha-1", keyLabels(KEY))).toBe(tagWithKey("sha-1", KEY));
});

test.each([{}, { "eks-pipeline.content-key": "../x" }])(
  "no tag comes from the labels %j",
  (labels) => {
    expect(keyTagOf("sha-1", labels)).toBeUndefined();
  },
);

test.each([
  [{ files: "2", "build argument A": "1" }, ["files"]],
  [{ files: "1", "build argument B": "1" }, ["build argument A", "build argument B"]],
  [{ files: "1", "build argument A": "1", "build argument A_TOKEN": "2" }, []],
])("an image of %j differs in %j", (parts, differences) => {
  expect(differencesFrom(keyLabels(key(parts)), KEY)).toStrictEqual(differences);
});

test.each(["", "null", "x", "[", "[]", "7"])("labels that say nothing: %j", (text) => {
  expect(differencesFrom({ "eks-pipeline.content-key.parts": text }, KEY)).toBeUndefined();
});

test("a name that somebody else wrote into a label is not shown", () => {
  const parts = JSON.stringify({ ...KEY.parts, "::error::x": "1", "a\n": "1" });
  expect(differencesFrom({ "eks-pipeline.content-key.parts": parts }, KEY)).toStrictEqual([]);
});
