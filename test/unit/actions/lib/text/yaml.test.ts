import { expect, test } from "@jest/globals";
import { NotYaml, readYaml } from "../../../../../actions/lib/text/yaml.ts";

test.each<[string, unknown]>([
  ["", null],
  ["a: [1, {b: null}]", { a: [1, { b: null }] }],
  ['{"a": {"b": true}}', { a: { b: true } }],
  ["a: &x [1]\nb: *x\nc: [*x, *x]", { a: [1], b: [1], c: [[1], [1]] }],
  ["a: !!str 1\nb: !!int 2\nc: !!map {d: !!seq []}", { a: "1", b: 2, c: { d: [] } }],
  ["1: a\ntrue: b", { 1: "a", true: "b" }],
  ["%YAML 1.2\n---\na: 1", { a: 1 }],
])("reads %j", (text, value) => {
  expect(readYaml(text)).toStrictEqual(value);
});

test("keeps all scalars as written, or only the numbers that YAML would change", () => {
  const text = "a: 1.30\nb: 007\nc: 9007199254740993\nd: 2\ne: on\nf: .inf";
  expect(readYaml(text, { scalars: "text" })).toStrictEqual({
    a: "1.30",
    b: "007",
    c: "9007199254740993",
    d: "2",
    e: "on",
    f: ".inf",
  });
  expect(readYaml(text, { scalars: "exact" })).toStrictEqual({
    a: "1.30",
    b: "007",
    c: "9007199254740993",
    d: 2,
    e: "on",
    f: ".inf",
  });
});

const BOMB = ["a", "b", "c", "d", "e"]
  .map((name, at, names) => {
    const item = at === 0 ? "1" : `*${names[at - 1] ?? ""}`;
    return `${name}: &${name} [${Array(10).fill(item).join(",")}]`;
  })
  .join("\n");

test.each([
  ["a: [", "it is not YAML: Flow sequence"],
  ["a: 1\na: 2", "it is not YAML: Map keys must be unique"],
  ["a: 1\n---\nb: 2", "multiple documents"],
  ["a: *x", "the alias *x has no anchor &x before it"],
  ["a: *x\nb: &x 1", "the alias *x has no anchor &x before it"],
  ["a: &x [*x]", "the alias *x is inside its own anchor"],
  ["a: &1 {b: [*1]}", "the alias *1 is inside its own anchor"],
  ["a: &x [&y [*x]]", "the alias *x is inside its own anchor"],
  [BOMB, "it is not YAML: Excessive alias count"],
  ["a: !!binary aGk=", "the tag !!binary is not supported"],
  ["a: !<tag:yaml.org,2002:binary> aGk=", "the tag !!binary is not supported"],
  ["a: !!set {x}", "the tag !!set is not supported"],
  ["a: !!omap [x: 1]", "the tag !!omap is not supported"],
  ["a: !!timestamp 2026-01-01", "the tag !!timestamp is not supported"],
  ["a: !mine x", "the tag !mine is not supported"],
  ["%YAML 1.1\n---\na: 2026-01-01", "%YAML 1.1 is not supported, only 1.2"],
  ["a: {[1]: 2}", "a key is a list"],
  ["a:\n  ? {x: 1}\n  : 2", "a key is a map"],
  ["a: {null: 2}", "a key is null"],
  [
    `a: ${"[".repeat(20_000)}${"]".repeat(20_000)}`,
    "more than 100 lists and maps are nested in each other",
  ],
  ["- ".repeat(20_000), "more than 100 lists and maps are nested in each other"],
])("refuses %.40j", (text, says) => {
  for (const scalars of ["exact", "text", undefined] as const) {
    const read = () => readYaml(text, scalars === undefined ? {} : { scalars });
    // Without a schema, `null` is text.
    if (scalars === "text" && says === "a key is null") continue;
    expect(read).toThrow(NotYaml);
    expect(read).toThrow(says);
  }
});
