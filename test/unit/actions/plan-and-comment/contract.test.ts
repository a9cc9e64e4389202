import { describe, expect, test } from "@jest/globals";
import { NotValid } from "../../../../actions/lib/runtime/input-types.ts";
import { contract } from "../../../../actions/plan-and-comment/src/contract.ts";

describe("the input label", () => {
  const { type } = contract.inputs.label;

  test.each(["dev", "Production (eu)", "é".repeat(100)])("accepts %s", (label) => {
    expect(type.parse(label)).toBe(label);
  });

  test.each(["x".repeat(101), "x".repeat(66_000), "two\nlines"])(
    "refuses a label that does not fit into the comment",
    (label) => {
      expect(() => type.parse(label)).toThrow();
      expect(type.expected).toContain("at most 100 characters");
    },
  );
});

describe("the input extra-args", () => {
  const { type } = contract.inputs["extra-args"];

  test("accepts arguments that the action does not set itself", () => {
    const given = ["-compact-warnings", "-var", "path=-out=x", "-generate-config-out=made.tf"];
    expect(type.parse(given.join("\n"))).toStrictEqual(given);
  });

  test("names every argument that it refuses, and what to do instead", () => {
    const parse = () => type.parse("-lock=false\n-compact-warnings\n--out=pier.tfplan");
    expect(parse).toThrow(NotValid);
    expect(parse).toThrow("-lock cannot be given: to wait for the lock, use lock-timeout");
    expect(parse).toThrow("-out cannot be given: the plan is saved and read by the action");
  });

  test.each([
    ["-var size=3", /^"-var size=3" is more than one argument: write -var and size=3 on lines/],
    ["--target module.a -refresh=false", /^"--target module\.a -refresh=false" is more than one/],
    ["-compact-warnings\t-no-color", /is more than one argument/],
    ["-out pier.tfplan", /-out cannot be given/],
  ])("refuses %j, because the tool has no such option", (given, why) => {
    expect(() => type.parse(given)).toThrow(NotValid);
    expect(() => type.parse(given)).toThrow(why);
  });

  test("accepts a value with blanks and hyphens", () => {
    const given = ["-var=motto=one -two", "-var", "motto=a -b", 'tags={ a = "b -c" }'];
    expect(type.parse(given.join("\n"))).toStrictEqual(given);
  });
});
