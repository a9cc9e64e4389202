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

test("the labels of an image state its key, and no other key", () => {
  expect(statesKey(keyLabels(KEY), KEY)).toBe(true);
  expect(statesKey(keyLabels(key({ files: "2" })), KEY)).toBe(false);
  expect(statesKey({}, KEY)).toBe(false);
});

test("a key gives a content tag, and a suffix for the tag of the commit", () => {
  expect(contentTag(KEY)).toMatch(/^ctx-[0-9a-f]{40}$/);
  expect(tagWithKey("sha-1", KEY)).toBe(`sha-1-${KEY.hash.slice(0, 12)}`);
  expect(keyTagOf("sha-1", keyLabels(KEY))).toBe(tagWithKey("sha-1", KEY));
});

test.each([{}, { "eks-pipeline.content-key": "../x" }])("the labels %j give no tag", (labels) => {
  expect(keyTagOf("sha-1", labels)).toBeUndefined();
});

test.each([
  [{ files: "2", "build argument A": "1" }, ["files"]],
  [{ files: "1", "build argument B": "1" }, ["build argument A", "build argument B"]],
  [{ files: "1", "build argument A": "1", "build argument A_TOKEN": "2" }, []],
])("an image with the parts %j differs in %j", (parts, differences) => {
  expect(differencesFrom(keyLabels(key(parts)), KEY)).toStrictEqual(differences);
});

test.each(["", "null", "x", "[", "[]", "7"])("no differences from the label %j", (text) => {
  expect(differencesFrom({ "eks-pipeline.content-key.parts": text }, KEY)).toBeUndefined();
});

test("unknown names of parts in a label are not shown", () => {
  const parts = JSON.stringify({ ...KEY.parts, "::error::x": "1", "a\n": "1" });
  expect(differencesFrom({ "eks-pipeline.content-key.parts": parts }, KEY)).toStrictEqual([]);
});
