import { describe, expect, test } from "@jest/globals";
import { baseImagesOf } from "../../../../../actions/build-push-ecr/src/content-key/base-images.ts";
import type { BuildSettings } from "../../../../../actions/build-push-ecr/src/content-key/base-images.ts";
import { NotComparable } from "../../../../../actions/build-push-ecr/src/content-key/not-comparable.ts";

const read = (text: string, settings: Partial<BuildSettings> = {}) =>
  baseImagesOf(text, { target: undefined, buildArgs: {}, platforms: ["linux/amd64"], ...settings });

describe("baseImagesOf", () => {
  test.each([
    ["FROM node:24", ["node:24"]],
    ["from node AS x\nFROM scratch\ncopy --from=X / /", ["node"]],
    [
      "FROM --platform=$BUILDPLATFORM go AS build\nFROM alpine\nCOPY --from=build /a /",
      ["alpine", "go"],
    ],
    ["ARG V=24\nFROM node:$V", ["node:24"]],
    ["ARG A=no\nARG B=$A:1\nFROM ${B}", ["no:1"]],
    [
      "FROM a AS a1\nFROM b\nCOPY --from=0 / /\nCOPY --from=docker.io/c:1 / /",
      ["a", "b", "docker.io/c:1"],
    ],
    [
      "FROM a\nRUN --mount=type=bind,from=tools:2,target=/t --mount=type=cache,target=/c x",
      ["a", "tools:2"],
    ],
    ["# syntax=docker/dockerfile:1\nFROM scratch", ["docker/dockerfile:1"]],
    ["FROM a\nADD --checksum=sha256:1 https://x/y /", ["a"]],
    ["FROM a\nADD file.tar /\nCOPY https /\nARG X=1\nFROM b", ["b"]],
    ["FROM a@sha256:1", ["a@sha256:1"]],
  ])("%j uses %j", (text, images) => {
    expect(read(text)).toStrictEqual(images);
  });

  // https://github.com/containerd/platforms/blob/main/database.go (normalizeArch)
  test.each([
    ["linux/arm64/v8", "base-arm64"],
    ["linux/arm64/8", "base-arm64"],
    ["linux/arm64", "base-arm64"],
    ["linux/arm64/v9", "base-arm64v9"],
    ["linux/amd64/v1", "base-amd64"],
    ["linux/amd64/v3", "base-amd64v3"],
    ["linux/arm", "base-armv7"],
    ["linux/arm/6", "base-armv6"],
    ["linux/arm/v7", "base-armv7"],
  ])("the variables of %s have the values that BuildKit gives them: %s", (platform, image) => {
    const text = "FROM base-${TARGETARCH}${TARGETVARIANT}";
    expect(read(text, { platforms: [platform] })).toStrictEqual([image]);
  });

  test("TARGETPLATFORM omits the default variant of arm64, and names the default variant of arm", () => {
    const text = "FROM base:$TARGETPLATFORM";
    expect(read(text, { platforms: ["linux/arm64/v8"] })).toStrictEqual(["base:linux/arm64"]);
    expect(read(text, { platforms: ["linux/arm"] })).toStrictEqual(["base:linux/arm/v7"]);
  });

  test("only stages that the target needs count", () => {
    const text = "FROM a AS one\nFROM one AS two\nFROM c AS three\nADD https://x /\n";
    expect(read(text, { target: "TWO" })).toStrictEqual(["a"]);
    expect(read(text, { target: "1" })).toStrictEqual(["a"]);
    expect(() => read(text)).toThrow("ADD https://x");
    expect(() => read(text, { target: "four" })).toThrow(NotComparable);
  });

  test("build arguments override defaults, and each platform has its own images", () => {
    const text = "ARG BASE=a\nFROM $BASE:$TARGETARCH$TARGETVARIANT";
    expect(
      read(text, { buildArgs: { BASE: "b" }, platforms: ["linux/amd64", "linux/arm/v7"] }),
    ).toStrictEqual(["b:amd64", "b:armv7"]);
  });

  test("a name means an earlier stage rather than an image, but never a later stage", () => {
    expect(read("FROM a\nCOPY --from=node / /\nFROM node AS node\nFROM node")).toStrictEqual([
      "node",
    ]);
    expect(read("FROM node AS node\nFROM node AS b")).toStrictEqual(["node"]);
  });

  test.each([
    ["ARG BASE\nFROM $BASE"],
    ["FROM a\nCOPY --from=$X / /"],
    ["FROM a\nADD https://example.com/x /"],
    ["FROM a\nADD git@github.com:a/b.git /"],
    ['FROM a\nADD ["https://x", "/"]'],
    ["FROM a\nADD $URL /"],
    ["FROM a-$BUILDARCH"],
    ["# syntax=somebody/frontend\nFROM a"],
    ["RUN x"],
  ])("I-E 62: %j is not known before the build", (text) => {
    expect(() => read(text)).toThrow(NotComparable);
  });

  test("BUILDKIT_SYNTAX chooses the frontend", () => {
    expect(() => read("FROM a", { buildArgs: { BUILDKIT_SYNTAX: "x/y" } })).toThrow("x/y");
  });
});
