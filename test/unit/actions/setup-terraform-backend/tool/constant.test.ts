import { expect, test } from "@jest/globals";
import { tokensOf } from "../../../../../actions/lib/terraform/hcl.ts";
import { evaluateConstant } from "../../../../../actions/setup-terraform-backend/src/tool/constant.ts";
import fc from "../../../../support/fast-check.ts";

const valueOf = (expression: string) => evaluateConstant(tokensOf(expression));

test.each([
  ['"~> 1.11"', "~> 1.11"],
  ['(("1.11"))', "1.11"],
  ["1.2", "1.2"],
  ['"a${"b${"c"}"}d"', "abcd"],
  ['"${1}.${(2)}"', "1.2"],
  ['"$${x}"', "${x}"],
])("the value of %s is %s", (expression, text) => {
  expect(valueOf(expression)).toStrictEqual({ text });
});

test.each(["", "var.x", '"${var.x}"', '"%{ if true }1%{ endif }"', "1 + 1", '"a" == "b"', "[1]"])(
  "does not evaluate %s, which is left to the tool",
  (expression) => expect(valueOf(expression)).toBe("computed"),
);

test("null is not a value", () => expect(valueOf("null")).toBe("null"));

test("any expression is read without an error", () => {
  const piece = fc.constantFrom('"', "${", "}", "$", "%{", "(", ")", "\\", "a", "1", " ", "<<E\n");
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 16 }), (pieces) => {
      valueOf(pieces.join(""));
    }),
  );
});
