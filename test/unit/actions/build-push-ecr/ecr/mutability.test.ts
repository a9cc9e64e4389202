import { describe, expect, test } from "@jest/globals";
import { isImmutable } from "../../../../../actions/build-push-ecr/src/ecr/mutability.ts";

describe("isImmutable (I-E 18)", () => {
  test.each([
    ["MUTABLE", [], "v1", false],
    ["IMMUTABLE", [], "v1", true],
    ["IMMUTABLE_WITH_EXCLUSION", ["latest", "cache-*"], "v1", true],
    ["IMMUTABLE_WITH_EXCLUSION", ["latest", "cache-*"], "latest", false],
    ["IMMUTABLE_WITH_EXCLUSION", ["latest", "cache-*"], "cache-main", false],
    ["IMMUTABLE_WITH_EXCLUSION", ["v1.0"], "v1x0", true],
    ["MUTABLE_WITH_EXCLUSION", ["release-*"], "release-1", true],
    ["MUTABLE_WITH_EXCLUSION", ["release-*"], "main", false],
    ["", [], "v1", false],
  ])("%s except %j: the tag %s is immutable: %s", (mutability, exclusions, tag, expected) => {
    expect(isImmutable({ mutability, exclusions }, tag)).toBe(expected);
  });
});
