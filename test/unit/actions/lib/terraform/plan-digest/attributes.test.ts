import { describe, expect, it } from "@jest/globals";
import { attributesOf } from "../../../../../../actions/lib/terraform/plan-digest/attributes.ts";
import type { Values } from "../../../../../../actions/lib/terraform/plan-digest/attributes.ts";

const table: [string, Values, Record<string, string>][] = [
  [
    "scalars by their path",
    { value: { type: "t3.large", spec: [{ replicas: 3 }], tags: { "app.name": "web" } } },
    { type: '"t3.large"', "spec[0].replicas": "3e0", 'tags["app.name"]': '"web"' },
  ],
  ["null is absent", { value: { a: null, b: { c: null } } }, { b: "{}" }],
  [
    "null keeps its place in a list",
    { value: { a: [null, 1] } },
    { "a[0]": "null", "a[1]": "1e0" },
  ],
  ["empty is not absent", { value: { list: [], map: {} } }, { list: "[]", map: "{}" }],
  [
    "a map whose members are all null is an empty map",
    { value: { list: [{ a: null }] } },
    { "list[0]": "{}" },
  ],
  [
    "an unknown attribute is marked as unknown, also if the value has no member for it",
    { value: { a: 1 }, unknown: { id: true, metadata: [{ uid: true }] } },
    { a: "1e0", id: "known after apply", "metadata[0].uid": "known after apply" },
  ],
  [
    "a sensitive value is one attribute, without the names inside it",
    { value: { data: { "secret-name": "x" } }, sensitive: { data: true } },
    { data: 'sensitive {"secret-name":"x"} ' },
  ],
  [
    "a sensitive part leaves the other parts open",
    { value: { list: ["a", "b"] }, sensitive: { list: [false, true] } },
    { "list[0]": '"a"', "list[1]": 'sensitive "b" ' },
  ],
  [
    "unknown parts of a sensitive value are added with their places",
    { value: { data: { a: "x" } }, sensitive: { data: true }, unknown: { data: { b: true } } },
    { data: 'sensitive {"a":"x"} {"b":true}' },
  ],
  ["a sensitive null is absent", { value: { a: null }, sensitive: { a: true } }, {}],
  ["an empty resource has no attributes", { value: {} }, {}],
];

describe("attributesOf", () => {
  it.each(table)("%s", (_, values, expected) => {
    expect(Object.fromEntries(attributesOf(values))).toStrictEqual(expected);
  });

  it("names the place of a value that is not a resource", () => {
    expect([...attributesOf({ value: "x" }, "value")]).toStrictEqual([["value", '"x"']]);
    expect([...attributesOf({ value: {} }, "value")]).toStrictEqual([["value", "{}"]]);
  });
});
