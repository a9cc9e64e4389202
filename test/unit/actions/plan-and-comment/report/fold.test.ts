import { describe, expect, it } from "@jest/globals";
import type { Change } from "../../../../../actions/lib/terraform/plan-json.ts";
import { differences } from "../../../../../actions/plan-and-comment/src/changes/difference.ts";
import { pathText } from "../../../../../actions/lib/terraform/attribute-path.ts";
import {
  foldDifferences,
  placeOf,
} from "../../../../../actions/plan-and-comment/src/report/fold.ts";

const fold = (
  change: Omit<Change, "actions">,
  actions = ["update"],
  detail: "folded" | "whole" = "folded",
) => {
  const whole = { actions, ...change };
  const { shown, computed, notes } = foldDifferences(differences(whole), placeOf(whole), detail);
  const names = (found: typeof shown) => found.map(({ steps }) => pathText(steps));
  return { shown: names(shown), computed: names(computed), notes };
};

describe("a comment folds", () => {
  it.each<[string, Omit<Change, "actions">, string[], ReturnType<typeof fold>]>([
    [
      "values that are blank before and after, in an object that stays",
      { before: { a: null, b: 1 }, after: { a: [], b: 2 } },
      ["update"],
      { shown: ["b"], computed: [], notes: ["1 blank before and after"] },
    ],
    [
      "blank values of a new object, without a note",
      { before: null, after: { a: [], b: 2 } },
      ["create"],
      { shown: ["b"], computed: [], notes: [] },
    ],
    [
      "no key of a map that is added or removed with a blank value, such as a label",
      {
        before: { m: [{ labels: { "a/b": "", c: "1", n: "1" } }], env: { GONE: [] }, k: null },
        after: {
          m: [{ labels: { "d/e": "", c: "1", n: null } }],
          env: { NEW: {}, N: null },
          k: {},
        },
      },
      ["update"],
      {
        shown: ['m[0].labels["a/b"]', "m[0].labels.n", 'm[0].labels["d/e"]', "env.GONE", "env.NEW"],
        computed: [],
        notes: ["2 blank before and after"],
      },
    ],
    [
      "attributes that a new object does not set, but no key of a map with a blank value",
      { before: null, after: { labels: { x: "", y: "1" }, b: "", c: [{ d: "", e: 1 }] } },
      ["create"],
      { shown: ["labels.x", "labels.y", "c[0].e"], computed: [], notes: [] },
    ],
    [
      "zero that the provider had read, but only in a replacement",
      { before: { a: 0, b: 1 }, after: { a: null, b: 2 } },
      ["delete", "create"],
      { shown: ["b"], computed: [], notes: ["1 zero or false that the new object does not set"] },
    ],
    [
      "no zero that an update removes",
      { before: { a: 0 }, after: { a: null } },
      ["update"],
      { shown: ["a"], computed: [], notes: [] },
    ],
    [
      "no zero that forces the replacement",
      { before: { a: 0 }, after: { a: null }, replace_paths: [["a"]] },
      ["delete", "create"],
      { shown: ["a"], computed: [], notes: [] },
    ],
    [
      "tags_all if it repeats tags, but no default tag of the provider",
      {
        before: { tags: { own: "1" }, tags_all: { own: "1", cost: "7" }, tags_allowed: ["a"] },
        after: { tags: { own: "2" }, tags_all: { own: "2", cost: "8" }, tags_allowed: ["b"] },
      },
      ["update"],
      {
        shown: ["tags.own", "tags_all.cost", "tags_allowed[0]"],
        computed: [],
        notes: ["1 as in tags"],
      },
    ],
    [
      "no tags_all if only tags_all changes",
      { before: { tags_all: { own: "1" } }, after: { tags_all: { own: "2" } } },
      ["update"],
      { shown: ["tags_all.own"], computed: [], notes: [] },
    ],
    [
      "values that every new object gets, but no old value that was set",
      {
        before: { id: "i-1", role: "admin", size: 0 },
        after: {},
        after_unknown: { id: true, role: true, size: true },
      },
      ["delete", "create"],
      { shown: ["role"], computed: ["id", "size"], notes: [] },
    ],
    [
      "no id of an object that stays",
      { before: { id: "i-1" }, after: {}, after_unknown: { id: true } },
      ["update"],
      { shown: ["id"], computed: [], notes: [] },
    ],
  ])("%s", (_, change, actions, wanted) => {
    expect(fold(change, actions)).toStrictEqual(wanted);
    const whole = fold(change, actions, "whole");
    // The full report leaves out nothing.
    expect([...whole.shown, ...whole.computed].sort()).toStrictEqual(
      differences({ actions, ...change })
        .map(({ steps }) => pathText(steps))
        .sort(),
    );
    expect(whole.notes).toStrictEqual([]);
  });

  it("no sensitive tags, because nobody knows whether they are equal", () => {
    const tags = { tags: { a: "1" }, tags_all: { a: "3" } };
    const marks = { tags: { a: true }, tags_all: { a: true } };
    const after = { tags: { a: "2" }, tags_all: { a: "4" } };
    const change = { before: tags, after, before_sensitive: marks, after_sensitive: marks };
    expect(fold(change).shown).toStrictEqual(["tags.a", "tags_all.a"]);
  });
});
