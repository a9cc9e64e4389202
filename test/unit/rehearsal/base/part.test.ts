import { expect, test } from "@jest/globals";
import { itemsOf, readPart } from "../../../../rehearsal/base/part.ts";
import { UsageError } from "../../../../rehearsal/base/usage-error.ts";

test("a part has a number and the number of parts", () => {
  expect(readPart("--part", "2/14")).toStrictEqual({ number: 2, of: 14 });
  expect(readPart("--part", "4/4")).toStrictEqual({ number: 4, of: 4 });
});

test.each(["", "2", "0/4", "5/4", "1/0", "01/4", "-1/4", "1.5/4", "2/4 ", "2/4/8", "half"])(
  "%j is refused",
  (text) => {
    expect(() => readPart("--part", text)).toThrow(UsageError);
    expect(() => readPart("--part", text)).toThrow(
      `--part: "${text}" is not valid. Expected a part and the number of parts, such as 2/4.`,
    );
  },
);

test("the parts of a list are spread over it, and differ by at most one item", () => {
  const list = ["a", "b", "c", "d", "e"];
  expect(itemsOf(list, { number: 1, of: 2 })).toStrictEqual(["a", "c", "e"]);
  expect(itemsOf(list, { number: 2, of: 2 })).toStrictEqual(["b", "d"]);
  expect(itemsOf(list, { number: 6, of: 6 })).toStrictEqual([]);
  expect(itemsOf(list, { number: 1, of: 1 })).toStrictEqual(list);
});
