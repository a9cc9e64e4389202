import { describe, expect, test } from "@jest/globals";
import { contract } from "../../../../actions/plan-and-comment/src/contract.ts";

describe("the input label", () => {
  const { type } = contract.inputs.label;

  test.each(["dev", "Production (eu)", "é".repeat(100)])("takes %s", (label) => {
    expect(type.parse(label)).toBe(label);
  });

  test.each(["x".repeat(101), "x".repeat(66_000), "two\nlines"])(
    "refuses what the comment has no room for",
    (label) => {
      expect(() => type.parse(label)).toThrow();
      expect(type.expected).toContain("at most 100 characters");
    },
  );
});
