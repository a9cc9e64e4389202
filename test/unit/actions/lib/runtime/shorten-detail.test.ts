import { expect, test } from "@jest/globals";
import { shortenDetail } from "../../../../../actions/lib/runtime/shorten-detail.ts";
import fc from "../../../../support/fast-check.ts";

const lines = (count: number) => Array.from({ length: count }, (_, at) => `line ${at}\n`).join("");

test("a detail that people can read is kept unchanged", () => {
  const text = lines(8_000);
  expect(shortenDetail(text)).toBe(text);
});

test("the beginning and the end of a longer detail are kept, and the rest is counted", () => {
  const text = lines(100_000);
  const shown = shortenDetail(text);
  expect(shown.length).toBeLessThan(105_000);
  expect(shown).toMatch(/^line 0\nline 1\n/);
  expect(shown).toMatch(/line 99998\nline 99999\n$/);
  const [, left, characters] = /\n… \((\d+) lines, (\d+) characters left out\)\n/.exec(shown) ?? [];
  const kept = shown.replace(/… \(.*\n/, "");
  expect(kept.split("\n").length - 1 + Number(left)).toBe(100_000);
  expect(kept.length + Number(characters)).toBe(text.length);
});

test("one line of many megabytes is also cut", () => {
  expect(shortenDetail("x".repeat(5_000_000))).toMatch(
    /^x+\n… \(4900000 characters left out\)\nx+$/,
  );
});

test("no character is cut in half, and the beginning and the end are parts of the text", () => {
  const piece = fc.tuple(fc.constantFrom("\u{1F600}", "x", "\n", "a\u{1F600}\n"), fc.nat(60_000));
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 6 }), (pieces) => {
      const text = pieces.map(([one, times]) => one.repeat(times)).join("");
      const shown = shortenDetail(text);
      expect(shown.isWellFormed()).toBe(true);
      if (shown === text) return;
      const [begin = "", end = ""] = shown.split(/\n?… \([^)]* left out\)\n/);
      expect(text.startsWith(begin)).toBe(true);
      expect(text.endsWith(end)).toBe(true);
    }),
  );
});
