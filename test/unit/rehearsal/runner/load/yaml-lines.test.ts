import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { onOneLine } from "../../../../../rehearsal/runner/load/yaml-lines.ts";

describe("onOneLine", () => {
  const content = [
    "a: |",
    "  one ${{ x }}",
    "    two",
    "b: >-",
    "  folded ${{ x }}",
    "  text",
    "c: |",
    "  no expression",
    'd: "quoted ${{ x }}',
    '  \\t over lines"',
    "e: 5",
  ].join("\n");

  it("keeps every value, and the line of all other text", () => {
    const result = onOneLine(content);
    expect(parse(result)).toStrictEqual(parse(content));
    const lines = result.split("\n");
    expect(lines[0]).toBe('a: "one ${{ x }}\\n  two\\n"');
    expect(lines.indexOf("e: 5")).toBe(content.split("\n").indexOf("e: 5"));
    expect(lines.indexOf("  no expression")).toBe(content.split("\n").indexOf("  no expression"));
  });

  it("leaves broken YAML to the parser", () => {
    expect(onOneLine("a: [${{ x }}\n")).toBe("a: [${{ x }}\n");
  });
});
