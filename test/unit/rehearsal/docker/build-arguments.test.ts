import { describe, expect, test } from "@jest/globals";
import {
  normalPlatform,
  ownPlatform,
  platformVariables,
} from "../../../../rehearsal/docker/build-arguments.ts";

test.each([
  ["linux/arm64/v8", "linux/arm64"],
  ["linux/arm64/8", "linux/arm64"],
  ["linux/arm64/v9", "linux/arm64/v9"],
  ["linux/amd64/v1", "linux/amd64"],
  ["linux/amd64/v3", "linux/amd64/v3"],
  ["linux/arm", "linux/arm/v7"],
  ["linux/arm/6", "linux/arm/v6"],
  ["Linux/AMD64", "linux/amd64"],
])("%s is written %s", (platform, expected) => {
  expect(normalPlatform(platform)).toBe(expected);
});

describe("platformVariables", () => {
  test("describe the image, and the machine that builds it", () => {
    const other = ownPlatform() === "linux/arm64" ? "linux/amd64" : "linux/arm64";
    expect(platformVariables(other)).toMatchObject({
      TARGETPLATFORM: other,
      TARGETOS: "linux",
      TARGETVARIANT: "",
      BUILDPLATFORM: ownPlatform(),
    });
  });
});
