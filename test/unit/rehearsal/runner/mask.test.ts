import { describe, expect, it } from "@jest/globals";
import { Masks } from "../../../../rehearsal/runner/mask.ts";

function masks(...values: string[]): Masks {
  const result = new Masks();
  for (const value of values) result.add(value);
  return result;
}

describe("must not be lost: masks", () => {
  it.each<[name: string, secret: string, text: string, expected: string]>([
    ["unchanged", "s3cret", "a s3cret b", "a *** b"],
    ["each line", "one\n  two  \r\nthree", "one, two and three", "***, *** and ***"],
    ["a line } blanks every }", '{\n"a"\n}', "x } y", "x *** y"],
    ["base64", "password1", Buffer.from("password1").toString("base64"), "***"],
    [
      "base64 of all but the first byte",
      "password1",
      Buffer.from("assword1").toString("base64"),
      "***",
    ],
    ["base64 of all but two bytes", "password1", Buffer.from("ssword1").toString("base64"), "***"],
    ["JSON", 'a"b\\c', JSON.stringify({ x: 'a"b\\c' }), '{"x":"***"}'],
    ["URI", "a b/c(d)", "q=a%20b%2Fc%28d%29", "q=***"],
    ["XML", "a<b&c", "<v>a&lt;b&amp;c</v>", "<v>***</v>"],
    ["expression", "it's", "'it''s'", "'***'"],
    ["without quotes", '"quoted"', "is quoted here", "is *** here"],
    ["touching", "ab", "abab", "***"],
    ["overlapping", "aba", "xababay", "x***y"],
    ["at the start and the end", "ab", "ab-ab", "***-***"],
  ])("hides a secret: %s (E44)", (_, secret, text, expected) => {
    expect(masks(secret).hide(text)).toBe(expected);
  });

  it("hides the longer of two secrets first", () => {
    expect(masks("pass", "password").hide("password pass")).toBe("*** ***");
  });

  it("ignores blank values, and says what it hides", () => {
    const none = masks("", "  ", "\n");
    expect(none.hide("a b")).toBe("a b");
    expect(none.hides("a b")).toBe(false);
    expect(masks("b").hides("abc")).toBe(true);
  });

  it("does not cover hex and gzip, as the runner does not", () => {
    expect(masks("s3cret").hide(Buffer.from("s3cret").toString("hex"))).toBe("733363726574");
  });
});
