import { describe, expect, it } from "@jest/globals";
import {
  comparePlans,
  differenceLines,
} from "../../../../../../actions/lib/terraform/plan-digest/compare.ts";
import type { ManifestEntry } from "../../../../../../actions/lib/terraform/plan-digest/manifest.ts";

const entry = (address: string, more: Partial<ManifestEntry> = {}): ManifestEntry => ({
  address,
  action: "update",
  attributes: {},
  ...more,
});

const lines = (expected: ManifestEntry[], actual: ManifestEntry[]) =>
  differenceLines(comparePlans({ schema: 1, entries: expected }, { schema: 1, entries: actual }));

const Y = "module.x.aws_instance.y";
const many = Object.fromEntries(Array.from({ length: 8 }, (_, at) => [`a${at}`, "h"]));

describe("two plans differ", () => {
  it.each<[string, ManifestEntry[], ManifestEntry[], string[]]>([
    ["nowhere", [entry(Y)], [entry(Y)], []],
    [
      "in a value",
      [entry(Y, { attributes: { instance_type: "h1", ami: "h" } })],
      [entry(Y, { attributes: { instance_type: "h2", ami: "h" } })],
      [`${Y}: instance_type differs`],
    ],
    [
      "in attributes that only one plan sets",
      [entry(Y, { attributes: { ami: "h" } })],
      [entry(Y, { attributes: { 'tags["a b"]': "h" } })],
      [`${Y}: ami, tags["a b"] differ`],
    ],
    [
      "in many attributes",
      [entry(Y)],
      [entry(Y, { attributes: many })],
      [`${Y}: a0, a1, a2, a3, a4, a5 and 2 more differ`],
    ],
    [
      "in the action",
      [entry(Y, { attributes: { a: "1" } })],
      [entry(Y, { action: "delete,create" })],
      [`${Y}: delete,create instead of update`],
    ],
    [
      "in an unexpected update",
      [],
      [entry("t.b", { attributes: { b: "1", a: "2" } }), entry("t.c")],
      ["t.b: added (update of a, b)", "t.c: added (update)"],
    ],
    [
      "in an address",
      [entry("t.b", { action: "create" })],
      [entry("t.a", { action: "delete" })],
      ["t.a: added (delete)", "t.b: missing (was create)"],
    ],
    [
      "in a move",
      [entry("t.b", { action: "no-op", previousAddress: "t.a" })],
      [entry("t.b", { action: "no-op", previousAddress: "t.c" })],
      ["t.b: no-op, moved from t.c instead of no-op, moved from t.a"],
    ],
    [
      "in a left-over object",
      [entry("t.b")],
      [entry("t.b"), entry("t.b", { deposed: "0a1b", action: "delete" })],
      ["t.b (deposed 0a1b): added (delete)"],
    ],
    [
      "in an object that is completely sensitive",
      [entry("t.b", { attributes: { "": "1" } })],
      [entry("t.b", { attributes: { "": "2" } })],
      ["t.b: the whole object differs"],
    ],
    [
      "in an attribute with a name that JavaScript objects have",
      [entry("t.b")],
      [entry("t.b", { attributes: { toString: "1" } as unknown as Record<string, string> })],
      ["t.b: toString differs"],
    ],
  ])("%s", (_, expected, actual, words) => {
    expect(lines(expected, actual)).toStrictEqual(words);
  });
});
