import { expect, test } from "@jest/globals";
import { secretSources } from "../../../../../../actions/lib/terraform/variables-from-secret/input-type.ts";
import { valuesOf } from "../../../../../../actions/lib/terraform/variables-from-secret/values.ts";
import { stringify } from "../../../../../../actions/lib/terraform/values.ts";
import type { Given } from "../../../../../../actions/lib/terraform/variables-from-secret/values.ts";
import fc from "../../../../../support/fast-check.ts";

function give(entry: string, text: string | undefined): Given {
  const [source] = secretSources.parse(entry);
  if (source === undefined) throw new Error(`${entry} is empty`);
  return valuesOf(source, text);
}

test.each([
  ["s", '{"password": "battery", "list": ["staple", 12345]}'],
  ["s", "{}"],
  ["s", '{"flag": true, "none": null}'],
  ["s", '{"big": 9007199254740993123}'],
])("the secret of %j with %j gives all members", (entry, text) => {
  const { values, problems } = give(entry, text);
  expect(problems).toStrictEqual([]);
  expect(Object.keys(values)).toStrictEqual(Object.keys(JSON.parse(text) as object));
});

test("a number keeps its digits", () => {
  expect(stringify(give("s", '{"big": 9007199254740993123}').values)).toBe(
    '{"big": 9007199254740993123}',
  );
});

test.each([
  ["password=s", "battery", "battery"],
  ["password=s", " battery\n", " battery\n"],
  ["password=s", '{"a": "not taken apart"}', '{"a": "not taken apart"}'],
  ["password=s:key", '{"key": "battery", "other": "x"}', "battery"],
  ["password=s:key", '{"key": {"user": "correct"}}', { user: "correct" }],
  ["password=s:toString", '{"toString": "battery"}', "battery"],
])("%j gives a value from %j", (entry, text, value) => {
  expect(give(entry, text)).toStrictEqual({ values: { password: value }, problems: [] });
});

test.each([
  ["s", undefined, 'the secret "s" holds bytes', "as base64"],
  ["s", "hunter2", 'the secret "s" is not JSON', "give its whole text to one variable: variable=s"],
  ["s", '["hunter2"]', 'the secret "s" is JSON, but not an object', '{"variable": "value"}'],
  ["s", " \n", 'the secret "s" is empty', "variable=s"],
  ["s", '{"hunter2 !": "value"}', "a name that no variable can have", "variable=s:member"],
  ["s", '{"port": 80}', "gives the variable port a value of fewer than 4", "input variables"],
  ["s", '{"a": {"b": ["battery", "x"]}}', "gives the variable a a value of fewer", "longer"],
  ["password=s", "abc", "gives the variable password a value of fewer than 4", "longer"],
  ["password=s", "", "gives the variable password a value of fewer than 4", "longer"],
  ["password=s", "a  \n", "gives the variable password a value of fewer than 4", "longer"],
  ["password=s:key", "hunter2", "is not JSON", 'an object with the member "key" into it, or'],
  ["p=s:pasword", '{"password": "battery"}', 'no member "pasword" among', "did you mean password?"],
  ["p=s:key", '{"hunter2": "battery"}', 'no member "key" among its 1', "correct the name"],
  ["p=s:toString", "{}", 'no member "toString" among its 0', "correct the name"],
])("%j with %j is refused, without the value in the message", (entry, text, says, fix) => {
  const { values, problems } = give(entry, text);
  expect(values).toStrictEqual({});
  expect(problems).toHaveLength(1);
  expect(problems[0]?.message).toContain(says);
  expect(problems[0]?.fix).toContain(fix);
  expect(JSON.stringify(problems)).not.toContain("hunter2");
});

test("a problem never repeats the text of a secret", () => {
  const secret = fc.string({
    minLength: 6,
    unit: fc.constantFrom("X", "Y", "{", "}", "[", "]", '"', ":", ",", "\\", " "),
  });
  fc.assert(
    fc.property(secret, fc.constantFrom("s", "p=s:key"), (text, entry) => {
      for (const { message, fix } of give(entry, text).problems)
        expect(`${message} ${fix}`).not.toContain(text);
    }),
  );
});
