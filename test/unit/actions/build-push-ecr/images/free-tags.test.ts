import { expect, test } from "@jest/globals";
import { freeTags } from "../../../../../actions/build-push-ecr/src/images/free-tags.ts";
import type { Digest } from "../../../../../actions/lib/image-reference.ts";

const [A, B]: Digest[] = ["sha256:a", "sha256:b"];

const free = (existing: Record<string, Digest>, digest?: Digest, mutable: string[] = []) =>
  freeTags({
    tags: ["sha-1", "main"],
    replacements: new Map([["sha-1", "sha-1-key"]]),
    isImmutable: (tag) => !mutable.includes(tag),
    existing: new Map(Object.entries(existing)),
    digest,
  });

test("a tag is free if no image has it, or if this image has it", () => {
  const wanted = { tags: ["sha-1", "main"], taken: [] };
  expect(free({})).toStrictEqual(wanted);
  expect(free({ "sha-1": A!, main: A! }, A)).toStrictEqual(wanted);
});

test("a tag of the commit that another image has is replaced", () => {
  const replaced = { tags: ["sha-1-key", "main"], taken: [] };
  expect(free({ "sha-1": A! })).toStrictEqual(replaced);
  expect(free({ "sha-1": A!, "sha-1-key": B! }, B)).toStrictEqual(replaced);
});

test("an immutable tag without a free replacement is taken; a mutable tag is not", () => {
  expect(free({ "sha-1": A!, "sha-1-key": A!, main: A! }, B)).toStrictEqual({
    tags: [],
    taken: ["sha-1", "main"],
  });
  expect(free({ "sha-1": A!, main: A! }, B, ["sha-1", "main"]).taken).toStrictEqual([]);
});
