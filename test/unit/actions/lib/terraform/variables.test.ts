import { describe, expect, it } from "@jest/globals";
import { NotValid } from "../../../../../actions/lib/runtime/input-types.ts";
import { secretVariables, variables } from "../../../../../actions/lib/terraform/variables.ts";

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
    ["code: 9e2", { code: "9e2" }],
    ["zip: 01067", { zip: "01067" }],
    ["mode: 0o755\nold: 0755\nbits: 0b11", { mode: "0o755", old: "0755", bits: "0b11" }],
    [
      "day: 2026-03-01\nat: 2026-03-01T10:00:00Z",
      { day: "2026-03-01", at: "2026-03-01T10:00:00Z" },
    ],
    ["a: off\nb: [y, N, on]", { a: "off", b: ["y", "N", "on"] }],
    ["at: 22:30\nport: 1_000\nshare: +.5", { at: "22:30", port: "1_000", share: "+.5" }],
    ["keys: {007: a, 1.0: b}", { keys: { "007": "a", "1.0": "b" } }],
    ["a: \nb: # why\n  c: 1", { a: null, b: { c: 1 } }],
  ])("%j", (text, value) => {
    expect(variables.parse(text)).toStrictEqual(value);
  });

  it.each([
    ["a: *x", "no anchor &x"],
    ["a: &x [*x]", "inside its own anchor"],
    ["a: &1 {b: *1}", "inside its own anchor"],
    [
      `a: &a [1]\n${"bcdefgh".replaceAll(/./g, (name) => `${name}: &${name} [${`*${String.fromCharCode(name.charCodeAt(0) - 1)},`.repeat(9)}]\n`)}`,
      "Excessive alias count",
    ],
    ["a: !!binary aGk=", "the tag !!binary is not supported"],
    ["a: !!set {x}", "the tag !!set is not supported"],
    ["a: !!omap [x: 1]", "the tag !!omap is not supported"],
    ["host: *.shop.example", 'a text that begins with * needs quotes: "*.shop.example"'],
    ["hosts: [*]", "a text that begins with * needs quotes"],
    ["a: @team", "a text that begins with @"],
    ["a: %d", "a text that begins with @, `, %"],
    ["key: &abc def", "no alias uses the anchor &abc; a text that begins with & needs quotes"],
    ["colour: #ff8800", "#ff8800 is a comment; a text that begins with # needs quotes"],
    ["a: !deploy now", "a text that begins with ! needs quotes"],
    ["a: on: off", "a text that holds a colon and a space needs quotes"],
    ['a: "C:\\dir"', "a text with a backslash needs single quotes"],
    ["a: &x {b: 1}\nc: {<<: *x}", "merge keys (<<) are not part of YAML 1.2"],
    ["a: True", 'True is not true: write true, or "True" for a text'],
    ["a: [~]", '~ is not null: write null, or "~" for a text'],
    ["1: x", '"1" is not the name of a variable'],
    ["true: x", '"true" is not the name of a variable'],
  ])("refuses %j with its problem", (text, says) => {
    expect(() => variables.parse(text)).toThrow(NotValid);
    expect(() => variables.parse(text)).toThrow(says);
  });

  it.each(["- list", "text", "a: [", "1a: x", "a b: x", "a: 1\na: 2"])("refuses %j", (text) => {
    expect(() => variables.parse(text)).toThrow(NotValid);
  });
});

it("a secret map with an invalid name is refused without the name in the message", () => {
  const given = '{"correct horse": "battery"}';
  expect(() => secretVariables.parse(given)).toThrow(/^one of its names is not the name of a/);
  expect(secretVariables.parse('{"password": "battery"}')).toStrictEqual({ password: "battery" });
});
