import { describe, expect, it } from "@jest/globals";
import { JsonError, Numeral, parseJson } from "../../../../../actions/lib/terraform/json.ts";

describe("parseJson", () => {
  it.each([
    ["9007199254740993", "9007199254740993"],
    ["-9007199254740993", "-9007199254740993"],
    ["0.1234567890123456789", "0.1234567890123456789"],
    ["1e400", "1e400"],
  ])("keeps the digits of %s (P-E 40)", (text, digits) => {
    expect(parseJson(`{"a":[${text}]}`)).toStrictEqual({ a: [new Numeral(digits)] });
  });

  it.each([
    ["9007199254740992", 9007199254740992],
    ["1000000000000000000000", 1e21],
    ["1.50000000000000000", 1.5],
    ["1e3", 1000],
    ["0.0", 0],
    ["-0e5", -0],
    ["1E-7", 1e-7],
  ])("reads %s as a number, because a double can hold it", (text, value) => {
    expect(parseJson(`[${text}]`)).toStrictEqual([value]);
  });

  it("does not change digits inside text", () => {
    const value = { '9007199254740993 "x"': "1e400 \\ 12345678901234567890" };
    expect(parseJson(JSON.stringify(value))).toStrictEqual(value);
  });

  it.each([
    ['{"a":1,}', "8 characters"],
    ['{"a":[1,{"b":tru', "16 characters and no closing bracket"],
    ["[1]]", "4 characters"],
    ['["\n"]', "5 characters"],
    [
      "[command]/bin/terraform show",
      '28 characters and no closing bracket; it begins with "[command]/bin/terraform show"',
    ],
    ["nothing", '7 characters and no closing bracket; it begins with "nothing"'],
    ["Warning: old\n{}", '15 characters; it begins with "Warning: old\\n{}"'],
  ])(
    "says how long %j is, whether its end is missing, and how it begins if it is not a document",
    (text, what) => {
      expect(() => parseJson(text)).toThrow(JsonError);
      expect(() => parseJson(text)).toThrow(new JsonError(text));
      expect(new JsonError(text).message).toBe(`it is not JSON: it has ${what}`);
    },
  );

  it("says that a text is empty", () => {
    expect(() => parseJson(" \n")).toThrow("the text is empty");
  });

  it("does not quote text from inside a broken document, because it may be a secret", () => {
    const text = `{"a":"${"x".repeat(100)}","password":"hunter2", nonsense}`;
    expect(() => parseJson(text)).toThrow(/^it is not JSON: it has \d+ characters$/);
  });
});
