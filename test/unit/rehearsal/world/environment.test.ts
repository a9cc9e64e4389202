import { expect, test } from "@jest/globals";
import { inheritedFrom } from "../../../../rehearsal/world/environment.ts";

test("a run inherits where programs are and where Node keeps what it has compiled, and nothing else", () => {
  const shared = { PATH: "/bin", HOME: "/root", NODE_COMPILE_CACHE: "/compiled", GOGC: "400" };
  const given = { ...shared, AWS_PROFILE: "mine", NODE_OPTIONS: "--inspect" };
  expect(inheritedFrom(given, "/world")).toStrictEqual(shared);
});

test("a run without a home has the world's", () => {
  expect(inheritedFrom({ PATH: "/bin" }, "/world")).toStrictEqual({ PATH: "/bin", HOME: "/world" });
});
