import { expect, test } from "@jest/globals";
import { decodingsOf } from "../../../../../actions/lib/redact/decode.ts";
import fc from "../../../../support/fast-check.ts";

const textsOf = (text: string) => [...decodingsOf(text)].map((decoded) => decoded.text);

test.each([
  ["a text without escapes", "100 % of C: & more", []],
  ["percent-encoding in either case", "%2F%2f%c3%A9", ["//é"]],
  ["bytes that are not UTF-8", "%ff%c3%28%ed%a0%80", ["%ff%c3(%ed%a0%80"]],
  ["JSON", String.raw`\"\\\/\n\u00e9\ud83d\udd11`, ['"\\/\né🔑', '"/\né🔑']],
  ["HCL and Go", String.raw`\U0001f511\x41`, ["🔑A"]],
  [
    "a number outside Unicode",
    String.raw`\Uffffffff&#x110000;`,
    [String.raw`\Uffffffff&#x110000;`],
  ],
  ["HTML", "&lt;&#39;&#x27;&APOS;&unknown;", ["<'''&unknown;"]],
  ["JSON in JSON", String.raw`\\\"a`, [String.raw`\"a`, '"a']],
  ["several decodings, in any order", "&amp;%41", ["&amp;A", "&A", "&%41"]],
])("decodes %s", (_, text, wanted) => {
  expect(textsOf(text)).toStrictEqual(wanted.filter((one) => one !== text));
});

test("JSON is decoded however often services have put it into JSON, also around an encoded URL", () => {
  let text = '"a"%41';
  for (let times = 0; times < 6; times += 1) text = JSON.stringify(text).slice(1, -1);
  expect(textsOf(text)).toContain('"a"%41');
  expect(textsOf(text)).toContain('"a"A');
});

test("every position leads back to the position in the original text", () => {
  const text = String.raw`a%2526\u0026amp;é`;
  for (const decoded of decodingsOf(text)) {
    const starts = [...decoded.starts()];
    expect(starts).toHaveLength(decoded.text.length + 1);
    expect(starts[0]).toBe(0);
    expect(starts[decoded.text.indexOf("é")]).toBe(text.indexOf("é"));
    expect(starts.at(-1)).toBe(text.length);
  }
});

test("positions never decrease, for any text", () => {
  const unit = fc.constantFrom("%", "\\", "&", "4", "1", "#x", "u00", "amp;", "é", "c3", "n");
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 40 }), (text) => {
      for (const decoded of decodingsOf(text)) {
        const starts = [...decoded.starts()];
        expect(starts).toStrictEqual([...starts].sort((a, b) => a - b));
        expect(starts.at(-1)).toBe(text.length);
      }
    }),
  );
});
