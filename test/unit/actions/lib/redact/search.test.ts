import { expect, test } from "@jest/globals";
import { Search } from "../../../../../actions/lib/redact/search.ts";
import fc from "../../../../support/fast-check.ts";

const rangesOf = (patterns: readonly string[], text: string) => {
  const search = new Search();
  for (const pattern of patterns) search.add(pattern);
  return search.rangesIn(text).map(({ start, end }) => [start, end]);
};

test.each<[string, string[], string, number[][]]>([
  ["nothing to find", [], "abcd", []],
  ["a pattern that is too short", ["abc"], "abcabc", []],
  [
    "at both ends",
    ["abcd"],
    "abcd-abcd",
    [
      [0, 4],
      [5, 9],
    ],
  ],
  ["the longest of several that start there", ["abcd", "abcdef"], "abcdefg", [[0, 6]]],
  ["a shorter one at the end of the text", ["abcd", "abcdef"], "..abcd", [[2, 6]]],
  ["overlapping places are one", ["abcd", "cdef"], "abcdef", [[0, 6]]],
  ["before a combining character", ["abcd"], "abcd\u0301", [[0, 4]]],
  ["half of a surrogate pair", ["abc\ud83d"], "abc\ud83d\ude00", [[0, 4]]],
])("%s", (_, patterns, text, wanted) => {
  expect(rangesOf(patterns, text)).toStrictEqual(wanted);
});

test("finds what a search for each pattern alone finds", () => {
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

test("a pattern longer than a piece is found whole, of any length", () => {
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
