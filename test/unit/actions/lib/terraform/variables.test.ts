import { describe, expect, it } from "@jest/globals";
import { NotValid } from "../../../../../actions/lib/runtime/input-types.ts";
import { variables } from "../../../../../actions/lib/terraform/variables.ts";

describe("variables", () => {
  it.each([
    ["# nothing", {}],
    ["replicas: 3", { replicas: 3 }],
    ["version: 1.30", { version: "1.30" }],
    ["account: 012345678901", { account: "012345678901" }],
    ["big: 9007199254740993", { big: "9007199254740993" }],
    ["hex: 0x1F", { hex: "0x1F" }],
    ["on: true\noff: null", { on: true, off: null }],
    ["yes: no", { yes: "no" }],
    ["text: 'a ${b} $(c) , =\"'", { text: 'a ${b} $(c) , ="' }],
    ["list: [1.10, {deep: 2.50}]", { list: ["1.10", { deep: "2.50" }] }],
    ["a: &x [1.10]\nb: *x", { a: ["1.10"], b: ["1.10"] }],
    ['{"json": {"x": [1]}}', { json: { x: [1] } }],
  ])("%j", (text, value) => {
    expect(variables.parse(text)).toStrictEqual(value);
  });

  it.each([
    ["a: *x", "no anchor &x"],
    ["a: &x [*x]", "inside of its own anchor"],
    ["a: &1 {b: *1}", "inside of its own anchor"],
    [
      `a: &a [1]\n${"bcdefgh".replaceAll(/./g, (name) => `${name}: &${name} [${`*${String.fromCharCode(name.charCodeAt(0) - 1)},`.repeat(9)}]\n`)}`,
      "Excessive alias count",
    ],
    ["a: !!binary aGk=", "the tag !!binary is not supported"],
    ["a: !!set {x}", "the tag !!set is not supported"],
    ["a: !!omap [x: 1]", "the tag !!omap is not supported"],
    ["1: x", '"1" is not the name of a variable'],
    ["true: x", '"true" is not the name of a variable'],
  ])("refuses %j by its problem", (text, says) => {
    expect(() => variables.parse(text)).toThrow(NotValid);
    expect(() => variables.parse(text)).toThrow(says);
  });

  it.each(["- list", "text", "a: [", "1a: x", "a b: x", "a: 1\na: 2"])("refuses %j", (text) => {
    expect(() => variables.parse(text)).toThrow(NotValid);
  });
});
