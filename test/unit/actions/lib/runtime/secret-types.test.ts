import { describe, expect, test } from "@jest/globals";
import { secretMap } from "../../../../../actions/lib/runtime/secret-types.ts";
import { NotValid } from "../../../../../actions/lib/runtime/input-types.ts";
import { readInputs, secretsIn } from "../../../../../actions/lib/runtime/inputs.ts";
import fc from "../../../../support/fast-check.ts";

const secretVariables = secretMap({ expected: "a map", parse: (map) => map });
const DECLARATIONS = {
  "secret-variables": { type: secretVariables, secret: true, description: "" },
} as const;
const read = (given: string) =>
  readInputs(DECLARATIONS, undefined, (name) => (name === "secret-variables" ? given : ""));

describe("a secret map", () => {
  test.each([
    ['{"password": "correct horse", "port": 5432, "list": ["one", {"deep": "two"}]}'],
    ["password: correct horse\nport: 5432\nlist: [one, { deep: two }]"],
  ])("is JSON or YAML, and each text in it is a secret: %j", (given) => {
    const values = read(given);
    expect(secretsIn(DECLARATIONS, values)).toStrictEqual(["correct horse", "5432", "one", "two"]);
  });

  test("can be empty", () => {
    expect(read("").secretVariables).toStrictEqual({});
  });

  test.each([
    [
      "a line with only a brace",
      '{\n  "password": "correct horse"\n}',
      /its line 1 has fewer than 4/,
    ],
    ["a short line", "password: correct horse\na: b\nx:1", /its line 3 has fewer than 4/],
    [
      "a name that is there twice",
      '{"password": "correct", "password": "horse"}',
      /it has a name twice/,
    ],
    ["an open map", '{"password": "correct horse"', /neither valid JSON nor valid YAML/],
    ["a list", '["correct horse"]', /it is not a map/],
  ])("%s is refused without printing a part of it", (_, given, says) => {
    expect(() => read(given)).toThrow(says);
    expect(() => read(given)).not.toThrow(/horse/);
  });

  test("never has a value in a message", () => {
    const value = "s3cr3t-v4lue";
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        try {
          secretVariables.parse(`${before}${value}${after}`);
        } catch (error) {
          expect(error).toBeInstanceOf(NotValid);
          expect((error as Error).message).not.toContain(value);
        }
      }),
    );
  });
});
