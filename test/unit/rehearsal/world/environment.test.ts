import { expect, test } from "@jest/globals";
import { inheritedFrom } from "../../../../rehearsal/world/environment.ts";

test("a run inherits where programs are and what they take of the machine, and nothing else", () => {
  const shared = { PATH: "/bin", HOME: "/root", NODE_COMPILE_CACHE: "/compiled", GOGC: "off" };
  const given = { ...shared, AWS_PROFILE: "mine", NODE_OPTIONS: "--inspect" };
  expect(inheritedFrom(given, "/world")).toStrictEqual(shared);
});

test("a run without a home has the world's", () => {
  expect(inheritedFrom({ PATH: "/bin" }, "/world")).toStrictEqual({
    PATH: "/bin",
    HOME: "/world",
    GOGC: "400",
  });
});
