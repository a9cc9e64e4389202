import { describe, expect, test } from "@jest/globals";
import { UsageError } from "../../../../rehearsal/base/usage-error.ts";
import { readRealParts } from "../../../../rehearsal/real/parts.ts";

describe("the option --real", () => {
  test("is a list that may name a part more than once", () => {
    expect(readRealParts("docker, providers,docker")).toStrictEqual(["docker", "providers"]);
    expect(readRealParts("kubernetes,registry")).toStrictEqual(["kubernetes", "registry"]);
  });

  test.each([
    [
      "",
      '"" is not a part that an engine can replace. Expected one of kubernetes, docker, registry',
    ],
    [
      "docker,Kubernets",
      '"Kubernets" is not a part that an engine can replace. Did you mean kubern',
    ],
    ["toString", '"toString" is not a part'],
  ])("%s is refused by name", (text, says) => {
    expect(() => readRealParts(text)).toThrow(UsageError);
    expect(() => readRealParts(text)).toThrow(says);
  });
});
