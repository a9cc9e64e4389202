import { describe, expect, test } from "@jest/globals";
import {
  keyOf,
  partsOf,
  pinnedDigest,
} from "../../../../../actions/build-push-ecr/src/content-key/key.ts";
import type { ImageContent } from "../../../../../actions/build-push-ecr/src/content-key/key.ts";

const CONTENT: ImageContent = {
  name: "backend",
  repository: "fleet/backend",
  entries: [{ path: "a", type: "file", mode: 0o644, content: "1" }],
  dockerfile: Buffer.from("FROM node"),
  ignoreFile: undefined,
  target: undefined,
  platforms: ["linux/amd64", "linux/arm64"],
  buildArgs: { VERSION: "22.10", API_TOKEN: "hunter2" },
  bases: new Map([["node", "sha256:1"]]),
};

const key = (change: Partial<ImageContent> = {}) => keyOf(partsOf({ ...CONTENT, ...change }));
const [entry] = CONTENT.entries;

describe("the content key", () => {
  test.each<[string, Partial<ImageContent>]>([
    ["the name", { name: "frontend" }],
    ["the repository", { repository: "fleet/frontend" }],
    ["a file's bytes", { entries: [{ ...entry!, content: "2" }] }],
    ["a file's mode", { entries: [{ ...entry!, mode: 0o755 }] }],
    ["a file's path", { entries: [{ ...entry!, path: "b" }] }],
    ["a file's type", { entries: [{ ...entry!, type: "link" }] }],
    ["the Dockerfile", { dockerfile: Buffer.from("FROM node ") }],
    ["the ignore file", { ignoreFile: Buffer.from("a") }],
    ["an empty ignore file", { ignoreFile: Buffer.from("") }],
    ["the target", { target: "release" }],
    ["a platform", { platforms: ["linux/amd64"] }],
    ["the text of a build argument", { buildArgs: { ...CONTENT.buildArgs, VERSION: "22.1" } }],
    ["a secret build argument", { buildArgs: { ...CONTENT.buildArgs, API_TOKEN: "x" } }],
    ["one build argument more", { buildArgs: { ...CONTENT.buildArgs, X: "" } }],
    ["the digest of a base", { bases: new Map([["node", "sha256:2"]]) }],
  ])("changes with %s", (_, change) => {
    expect(key(change).hash).not.toBe(key().hash);
  });

  test("does not depend on the order of platforms and build arguments", () => {
    const { API_TOKEN = "", VERSION = "" } = CONTENT.buildArgs;
    const change = {
      platforms: ["linux/arm64", "linux/amd64", "linux/arm64"],
      buildArgs: { API_TOKEN, VERSION },
    };
    expect(key(change)).toStrictEqual(key());
  });

  test("is the same in all versions of this action, unless its schema is raised", () => {
    expect(key().hash).toMatchInlineSnapshot(
      `"e75f0e7d4624b9682b178deffa44d29d39ff1242e4e672b08019f276e5fb2853"`,
    );
  });

  test("has no part with the hash of a possible secret", () => {
    const { parts } = key();
    expect(Object.keys(parts)).toContain("build argument VERSION");
    expect(Object.keys(parts)).not.toContain("build argument API_TOKEN");
    expect(Object.values(parts).join()).toMatch(/^[0-9a-f]{8}(,[0-9a-f]{8})*$/);
  });
});

test("pinnedDigest returns the digest in the reference", () => {
  const digest = `sha256:${"a".repeat(64)}`;
  expect(pinnedDigest(`node:24@${digest}`)).toBe(digest);
  expect(pinnedDigest("node:24")).toBeUndefined();
  expect(pinnedDigest("node@sha256:short")).toBeUndefined();
});
