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
  ])("reads %s as a number: a double holds it", (text, value) => {
    expect(parseJson(`[${text}]`)).toStrictEqual([value]);
  });

  it("leaves digits inside of texts alone", () => {
    const value = { '9007199254740993 "x"': "1e400 \\ 12345678901234567890" };
    expect(parseJson(JSON.stringify(value))).toStrictEqual(value);
  });

  it.each([
    ['{"a":1,}', 7],
    ['{"a" 1}', 5],
    ["[1 2]", 3],
    ["{a:1}", 1],
    ["nothing", 0],
    ['{"a":01}', 6],
    ['["\n"]', 1],
    ["[1]]", 3],
    ['{"a":[1,{"b":tru', 16],
    ['{"a":"unfinished', 16],
    ['{"a"', 4],
    ['["\\ud83d", "x', 13],
  ])("says where %j breaks: at %i", (text, offset) => {
    expect(() => parseJson(text)).toThrow(JsonError);
    try {
      parseJson(text);
    } catch (error) {
      expect((error as JsonError).offset).toBe(offset);
    }
  });

  it("does not quote what stands far inside of a broken document: it may be a secret", () => {
    const text = `{"a":"${"x".repeat(100)}","password":"hunter2", nonsense}`;
    expect(() => parseJson(text)).toThrow(/^it is not JSON: it breaks at character \d+ of \d+$/);
  });
});
