import { expect, test } from "@jest/globals";
import { inheritedFrom } from "../../../../rehearsal/world/environment.ts";

test("a run inherits only variables about the place of programs and their use of the machine", () => {
  const shared = { PATH: "/bin", HOME: "/root", NODE_COMPILE_CACHE: "/compiled", GOGC: "off" };
  const given = { ...shared, AWS_PROFILE: "mine", NODE_OPTIONS: "--inspect" };
  expect(inheritedFrom(given, "/world")).toStrictEqual(shared);
});

test("a run without HOME has the folder of the world as its home", () => {
  expect(inheritedFrom({ PATH: "/bin" }, "/world")).toStrictEqual({
    PATH: "/bin",
    HOME: "/world",
    GOGC: "400",
  });
});
