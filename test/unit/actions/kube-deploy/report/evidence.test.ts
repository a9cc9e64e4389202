import { describe, expect, test } from "@jest/globals";
import { toPlainText } from "../../../../../actions/kube-deploy/src/report/evidence.ts";

describe("log lines", () => {
  test.each([
    ["colours", "\u001b[31mred\u001b[0m", "red"],
    ["carriage returns", "10%\r50%\r\nend\n", "10%\n50%\nend"],
    ["control characters, but tabs", "a\u0007\u0000\tb", "a\tb"],
    ["endless lines", "x".repeat(3000), `${"x".repeat(2000)}…`],
  ])("K-E 37: %s", (_, text, expected) => {
    expect(toPlainText(text)).toBe(expected);
  });
});
