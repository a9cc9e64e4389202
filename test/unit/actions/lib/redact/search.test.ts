import { expect, test } from "@jest/globals";
import { Search } from "../../../../../actions/lib/redact/search.ts";
import fc from "../../../../support/fast-check.ts";

const rangesOf = (patterns: readonly string[], text: string) => {
  const search = new Search();
  for (const pattern of patterns) search.add(pattern);
  return search.rangesIn(text).map(({ start, end }) => [start, end]);
};

test.each<[string, string[], string, number[][]]>([
  ["finds nothing without patterns", [], "abcd", []],
  ["ignores a pattern that is too short", ["abc"], "abcabc", []],
  [
    "finds a pattern at both ends",
    ["abcd"],
    "abcd-abcd",
    [
      [0, 4],
      [5, 9],
    ],
  ],
  ["finds the longest of several patterns at one place", ["abcd", "abcdef"], "abcdefg", [[0, 6]]],
  ["finds a shorter pattern at the end of the text", ["abcd", "abcdef"], "..abcd", [[2, 6]]],
  ["joins places that overlap", ["abcd", "cdef"], "abcdef", [[0, 6]]],
  ["finds a pattern before a combining character", ["abcd"], "abcd\u0301", [[0, 4]]],
  ["finds half of a surrogate pair", ["abc\ud83d"], "abc\ud83d\ude00", [[0, 4]]],
])("%s", (_, patterns, text, wanted) => {
  expect(rangesOf(patterns, text)).toStrictEqual(wanted);
});

test("finds the same as a search for each single pattern", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 200 });
  const patterns = fc.array(
    fc.string({ unit: fc.constantFrom("a", "b", "c"), minLength: 4, maxLength: 8 }),
  );
  fc.assert(
    fc.property(text, patterns, (where, which) => {
      const covered = new Set<number>();
      for (const pattern of which)
        for (let at = where.indexOf(pattern); at >= 0; at = where.indexOf(pattern, at + 1))
          for (let offset = 0; offset < pattern.length; offset += 1) covered.add(at + offset);
      const found = rangesOf(which, where).flatMap(([start = 0, end = 0]) =>
        Array.from({ length: end - start }, (_, offset) => start + offset),
      );
      expect(found).toStrictEqual([...covered].sort((a, b) => a - b));
    }),
  );
});

test("finds all of a pattern that is longer than a search piece, at any length", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 65, maxLength: 400 }), (pattern) => {
      expect(rangesOf([pattern], `<<${pattern}>>`)).toContainEqual([
        expect.any(Number),
        expect.any(Number),
      ]);
      const [[start = 0, end = 0] = []] = rangesOf([pattern], `<<${pattern}>>`);
      expect(start).toBeLessThanOrEqual(2);
      expect(end).toBeGreaterThanOrEqual(2 + pattern.length);
    }),
  );
});
