import { describe, expect, test } from "@jest/globals";
import { widthOf, wrap } from "../../../../../rehearsal/report/terminal/wrap.ts";
import fc from "../../../../support/fast-check.ts";

describe("wrap", () => {
  test.each<[string, Parameters<typeof wrap>, string[]]>([
    ["breaks at spaces", ["one two three", 8], ["one two", "three"]],
    ["cuts a word that is too long", ["sha256:0123456789", 10], ["sha256:012", "3456789"]],
    ["keeps lines apart", ["a\n\nb", 20], ["a", "", "b"]],
    ["indents, and hangs", ["one two three", 13, "- ", "    "], ["- one two", "    three"]],
    ["has one line for an empty text", ["", 20], [""]],
    ["counts characters, not surrogate halves", ["😀😀😀😀 😀😀😀😀", 9], ["😀😀😀😀 😀😀😀😀"]],
  ])("%s", (_, argv, expected) => {
    expect(wrap(...argv)).toStrictEqual(expected);
  });

  test("no line is wider than the given width, and no character is lost, for any text", () => {
    const text = fc.array(fc.string({ maxLength: 30 })).map((words) => words.join(" "));
    fc.assert(
      fc.property(text, fc.integer({ min: 12, max: 100 }), (words, width) => {
        const lines = wrap(words, width, "  ");
        expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(width);
        const plain = (one: string) => one.replaceAll(/\s/g, "");
        expect(plain(lines.join(""))).toBe(plain(words));
      }),
    );
  });
});
