import { describe, expect, it, test } from "@jest/globals";
import { align } from "../../../../../actions/plan-and-comment/src/changes/align.ts";

describe("align", () => {
  it.each<[string, string, (number | undefined)[][]]>([
    ["", "", []],
    [
      "abc",
      "abc",
      [
        [0, 0],
        [1, 1],
        [2, 2],
      ],
    ],
    [
      "abc",
      "axc",
      [
        [0, 0],
        [1, 1],
        [2, 2],
      ],
    ],
    [
      "ab",
      "acd",
      [
        [0, 0],
        [1, 1],
        [undefined, 2],
      ],
    ],
    [
      "ac",
      "abc",
      [
        [0, 0],
        [undefined, 1],
        [1, 2],
      ],
    ],
    [
      "abc",
      "c",
      [
        [0, undefined],
        [1, undefined],
        [2, 0],
      ],
    ],
    [
      "xaby",
      "zabw",
      [
        [0, 0],
        [1, 1],
        [2, 2],
        [3, 3],
      ],
    ],
  ])("%j and %j", (before, after, wanted) => {
    expect(align(Array.from(before), Array.from(after))).toStrictEqual(wanted);
  });

  test("two long lists with nothing in common take little time, and each index occurs once", () => {
    const before = Array.from({ length: 20_000 }, (_, at) => `a${at}`);
    const after = Array.from({ length: 19_000 }, (_, at) => `b${at}`);
    expect(align(before, after)).toHaveLength(20_000);
  });
});
